import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ValueError } from '../lib/errors';
import { type FlagServer, serve } from '../samples/flags/service';
import { get_flag, save_flag } from '../samples/flags_executor';

let folder: string;
let server: FlagServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flags-'));
  server = await serve();
});

afterAll(() => {
  server.stop();
  rmSync(folder, { recursive: true });
});

describe('a download of samples/flags_executor.ts', () => {
  it('saves the bytes that the service sent', async () => {
    const image = await get_flag(server.port, 'BR');
    expect(save_flag(folder, 'BR', image)).toBe(120);
    expect(readFileSync(join(folder, 'BR.gif'))).toEqual(image);
    expect(image.subarray(0, 6).toString()).toBe('GIF89a');
  });

  it('of a flag that the service does not have is a ValueError', async () => {
    await expect(get_flag(server.port, 'XX')).rejects.toEqual(new ValueError('no flag of XX'));
  });

  it.each(['../BR', 'a/b', '../../etc/BR'])('never leaves its folder: %s', (cc) => {
    const before = readdirSync(folder);
    const save = () => save_flag(folder, cc, Buffer.from('x'));
    expect(save).toThrow(new ValueError(`${cc} is outside of the folder`));
    expect(readdirSync(folder)).toEqual(before);
  });
});
