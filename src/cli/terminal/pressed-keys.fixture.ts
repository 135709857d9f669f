import { PassThrough } from 'node:stream';

/** Text that is shown, and the keys that somebody then presses. */
export type Exchange = readonly [shown: string, ...pressed: string[]];

/** A terminal at which somebody waits for each text in turn and then presses keys. */
export function pressedKeys(exchanges: readonly Exchange[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true as const, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { isTTY: true as const, fd: -1, columns: 100, rows: 40 });
  let all = '';
  let sinceLast = '';
  let next = 0;
  output.on('data', (chunk) => {
    all += String(chunk);
    sinceLast += String(chunk);
    const [shown, ...pressed] = exchanges[next] ?? ['\0'];
    if (!sinceLast.includes(shown)) return;
    next++;
    sinceLast = '';
    setImmediate(() => {
      for (const key of pressed) input.write(key);
    });
  });
  return { input, output, screen: () => all };
}
