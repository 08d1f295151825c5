/** Reads a secret: the first line of standard input, unseen where a person types it. */
const MAX_BYTES = 4096;
const ENTER = /[\r\n]/;
const [CTRL_C, CTRL_D, BACKSPACE, DELETE] = ['\u0003', '\u0004', '\b', '\u007f'];

export async function readSecret(prompt: string): Promise<Buffer> {
  const { stdin } = process;
  return stdin.isTTY ? await readUnseen(prompt) : await readLine();
}

async function readLine(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (chunk.includes(0x0a) || length > MAX_BYTES) break;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return Buffer.from(text.split(/\r?\n/)[0] ?? '', 'utf8');
}

/** With the terminal's echo off. */
function readUnseen(prompt: string): Promise<Buffer> {
  const { stdin, stderr } = process;
  stderr.write(prompt);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (): void => {
      stdin.off('data', onText);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    };
    const onText = (text: string): void => {
      for (const character of text) {
        if (character === CTRL_C || character === CTRL_D) {
          end();
          reject(new Error('given up'));
          return;
        }
        if (ENTER.test(character)) {
          end();
          resolve(Buffer.from(typed, 'utf8'));
          return;
        }
        if (character === BACKSPACE || character === DELETE) typed = Array.from(typed).slice(0, -1).join('');
        else typed += character;
      }
    };
    stdin.on('data', onText);
  });
}
