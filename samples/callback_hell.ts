// Three calls of a remote service, each needing the answer before it: told with callbacks.
import * as asyncio from '../lib';
import { ValueError } from '../lib/errors';

type Table = Record<string, string>;
type Callback = (response: string) => void;
type Errback = (error: ValueError) => void;

const CUSTOMERS: Table = { Ann: 'customer 7', Bob: 'customer 8' };
const ORDERS: Table = { 'customer 7': 'order 21' };
const PARCELS: Table = { 'order 21': 'parcel on its way' };

const loop = asyncio.get_event_loop();

// The service answers a little later; what it does not know is an error.
function look_up(table: Table, request: string, callback: Callback, errback: Errback) {
  if (request in table) {
    loop.call_later(0.05, callback, table[request]);
  } else {
    loop.call_later(0.05, errback, new ValueError(`nothing known of ${request}`));
  }
}

function api_call1(request: string, callback: Callback, errback: Errback) {
  look_up(CUSTOMERS, request, callback, errback);
}

function api_call2(request: string, callback: Callback, errback: Errback) {
  look_up(ORDERS, request, callback, errback);
}

function api_call3(request: string, callback: Callback, errback: Errback) {
  look_up(PARCELS, request, callback, errback);
}

function step1(response: string) {
  console.log('stage 1:', response);
  return response;
}

function step2(response: string) {
  console.log('stage 2:', response);
  return response;
}

function step3(response: string) {
  console.log('stage 3:', response);
}

// To be read from the bottom upwards; the error path goes by hand through every call.
function three_stages(request1: string) {
  console.log('where is the parcel of', request1);

  function failed(error: ValueError) {
    console.log('failed:', error.message);
    loop.stop();
  }

  function stage1(response1: string) {
    function stage2(response2: string) {
      function stage3(response3: string) {
        step3(response3);
        loop.stop();
      }

      const request3 = step2(response2);
      api_call3(request3, stage3, failed);
    }

    const request2 = step1(response1);
    api_call2(request2, stage2, failed);
  }

  api_call1(request1, stage1, failed);
}

async function main() {
  for (const request1 of ['Ann', 'Bob']) {
    three_stages(request1);
    await loop.run_forever();
  }
  loop.close();
}

if (require.main === module) {
  main();
}
