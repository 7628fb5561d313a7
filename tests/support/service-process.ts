import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** The service as `npm start` runs it: a process of its own, which can be measured and killed. */
export interface ServiceProcess {
  /** http://127.0.0.1:port */
  readonly address: string;
  readonly pid: number;
  /** SIGKILL unless said otherwise; resolves once the process is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts it on a database that is there already, on a free port. */
export async function startService(environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [...(await startArguments())], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit');
  try {
    const address = await addressOf(child);
    return {
      address,
      pid: child.pid ?? 0,
      async end(signal = 'SIGKILL') {
        child.kill(signal);
        await gone;
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** What `npm start` gives to node. */
async function startArguments(): Promise<readonly string[]> {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
  return String(scripts.start).split(' ').slice(1);
}

async function addressOf({ stdout, stderr }: ChildProcess): Promise<string> {
  if (stdout === null || stderr === null) throw new Error('The process has no output to read.');
  let complaint = '';
  stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  for await (const line of createInterface({ input: stdout })) {
    const [, address] = /REST and OpenAPI\s+(http:\S+)\/docs/.exec(line) ?? [];
    if (address === undefined) continue;
    stdout.resume();
    return address;
  }
  throw new Error(`The service did not start: ${complaint}`);
}

/** What a process has in memory, in bytes: now, and at most since `forgetPeak`. As Linux counts it. */
export async function memoryOf(pid: number): Promise<{ readonly now: number; readonly peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return { now: kilobytes('VmRSS') * 1024, peak: kilobytes('VmHWM') * 1024 };
}

/** Lets the peak begin again at what is in memory now. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}
