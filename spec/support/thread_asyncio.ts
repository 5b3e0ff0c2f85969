/** A program whose thread has an event loop of its own. */

import * as asyncio from '../../lib';
import * as threading from '../../lib/threading';

export class Box extends threading.Shared {
  value = 0;
}

export async function work(box: Box): Promise<void> {
  try {
    asyncio.get_event_loop();
  } catch (error) {
    console.log(String((error as Error).message));
  }
  const loop = asyncio.new_event_loop();
  box.value = await loop.run_until_complete(asyncio.sleep(0.001, 42));
  loop.close();
}

if (require.main === module) {
  const box = new Box();
  const thread = new threading.Thread({ target: work, args: [box], name: 'worker' });
  thread.start();
  thread.join();
  console.log(box.value);
}
