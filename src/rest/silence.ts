import { Problem } from '../problem.ts';

/** Passes on what arrives. Throws the Problem `upload-stalled` where nothing does for so many milliseconds. */
export async function* heard<T>(arriving: AsyncIterable<T>, longest: number): AsyncGenerator<T> {
  const chunks = arriving[Symbol.asyncIterator]();
  for (;;) {
    const next = await withinSilence(chunks.next(), longest);
    if (next.done) return;
    yield next.value;
  }
}

/** What is waited for, or the Problem `upload-stalled` after so many milliseconds. */
export function withinSilence<T>(waitedFor: Promise<T>, longest: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const seconds = Math.round(longest / 1000);
      reject(new Problem('upload-stalled', `Nothing of the file has come for ${seconds} seconds.`));
    }, longest);
    waitedFor.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
