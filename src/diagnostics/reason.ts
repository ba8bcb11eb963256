/** The system's reason for an error, in words. */
export function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOSPC: 'the disk is full',
    EROFS: 'the file system is read-only',
    ENOTDIR: 'a part of the path is not a folder',
  };
  return words[code ?? ''] ?? message ?? String(error);
}
