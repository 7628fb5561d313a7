import { randomUUID } from 'node:crypto';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConnectionError, FastifyBaseLogger } from 'fastify';
import { Problem } from '../problem.ts';

/** Node keeps at the socket what is being answered on it, and looks there itself before it says that a request is bad. */
interface Line extends Pick<Duplex, 'destroyed' | 'writable'> {
  destroy(): unknown;
  end(text: string, then: () => void): unknown;
  readonly _httpMessage?: Pick<ServerResponse, 'headersSent'> | null;
}

/** Answers what never came to be a request, on the bare line, as every other error is answered; and closes it. */
export function answerUnread(
  { code }: Pick<ConnectionError, 'code'>,
  socket: Line,
  log: Pick<FastifyBaseLogger, 'info'>,
): void {
  const answering = socket._httpMessage?.headersSent === true;
  // Whoever has hung up is told nothing; nor is anything written into the middle of another answer.
  if (code === 'ECONNRESET' || socket.destroyed || !socket.writable || answering) {
    socket.destroy();
    return;
  }
  const problem = problemOf(code);
  const id = randomUUID();
  log.info({ id, status: problem.status, code }, 'answered before it was a request');
  const body = JSON.stringify({ ...problem.body(), instance: `urn:request:${id}` });
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

function problemOf(code: string): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem('headers-too-large', 'The headers and the address are larger than 16 KB.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Problem('upload-stalled', 'The request has not arrived in the time that one may take.');
  return new Problem('bad-request', 'What was sent is not a request of HTTP.');
}
