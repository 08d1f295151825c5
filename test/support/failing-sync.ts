/** A library for LD_PRELOAD whose fsync and fdatasync fail with EIO while a file exists; made with the system's gcc. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
static int fails(void) {
  const char *flag = getenv("FAILING_SYNC_FLAG");
  return flag != NULL && access(flag, F_OK) == 0;
}
int fsync(int descriptor) {
  static int (*real)(int);
  if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  if (fails()) { errno = EIO; return -1; }
  return real(descriptor);
}
int fdatasync(int descriptor) {
  static int (*real)(int);
  if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  if (fails()) { errno = EIO; return -1; }
  return real(descriptor);
}
`;

/** The environment in which a program's syncs fail while the file \`flag\` exists; undefined without a compiler. */
export function failingSyncEnvironment(
  folder: string,
  flag: string,
): Readonly<Record<string, string>> | undefined {
  const source = path.join(folder, 'failing-sync.c');
  const library = path.join(folder, 'failing-sync.so');
  writeFileSync(source, SOURCE);
  try {
    execFileSync('gcc', ['-shared', '-fPIC', '-o', library, source, '-ldl'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return { LD_PRELOAD: library, FAILING_SYNC_FLAG: flag };
}
