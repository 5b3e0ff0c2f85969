// Three calls of a remote service, each needing the answer before it: told as one coroutine.
import * as asyncio from '../lib';
import { ValueError } from '../lib/errors';

type Table = Record<string, string>;

const CUSTOMERS: Table = { Ann: 'customer 7', Bob: 'customer 8' };
const ORDERS: Table = { 'customer 7': 'order 21' };
const PARCELS: Table = { 'order 21': 'parcel on its way' };

const loop = asyncio.get_event_loop();

// The service answers a little later; what it does not know is an error.
const look_up = asyncio.coroutine(function* look_up(table: Table, request: string) {
  yield* asyncio.sleep(0.05);
  if (request in table) {
    return table[request];
  } else {
    throw new ValueError(`nothing known of ${request}`);
  }
});

function api_call1(request: string) {
  return look_up(CUSTOMERS, request);
}

function api_call2(request: string) {
  return look_up(ORDERS, request);
}

function api_call3(request: string) {
  return look_up(PARCELS, request);
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

// To be read from the top downwards; one except clause is the error path of all calls.
const three_stages = asyncio.coroutine(function* three_stages(request1: string) {
  console.log('where is the parcel of', request1);
  try {
    const response1 = yield* api_call1(request1);
    const request2 = step1(response1);
    const response2 = yield* api_call2(request2);
    const request3 = step2(response2);
    const response3 = yield* api_call3(request3);
    step3(response3);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    console.log('failed:', error.message);
  }
});

async function main() {
  for (const request1 of ['Ann', 'Bob']) {
    await loop.run_until_complete(three_stages(request1));
  }
  loop.close();
}

if (require.main === module) {
  main();
}
