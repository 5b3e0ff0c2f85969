/** Answers the first line that comes from its terminal, through pipe transports. */

import * as asyncio from '../../lib';

const loop = asyncio.get_event_loop() as asyncio.SelectorEventLoop;

class Answer extends asyncio.Protocol {
  constructor(private readonly _output: asyncio.WriteTransport) {
    super();
  }

  override data_received(data: Uint8Array): void {
    this._output.write(Buffer.from(`got ${String(data).trim()}\n`));
    loop.stop();
  }
}

async function main(): Promise<void> {
  const { stdin, stdout } = process;
  const writing = loop.connect_write_pipe(() => new asyncio.Protocol(), stdout);
  const [output] = await loop.run_until_complete(writing);
  await loop.run_until_complete(loop.connect_read_pipe(() => new Answer(output), stdin));
  await loop.run_forever();
  process.exit();
}

void main();
