/** Which of the workspace's folders a document is in. All are URIs; those of folders have no slash at the end. */

export function isInFolder(uri: string, folder: string): boolean {
  return uri.startsWith(`${folder}/`);
}

/** The innermost, as a folder may lie in another. */
export function folderOf(uri: string, folders: readonly string[]): string | undefined {
  const around = folders.filter((folder) => isInFolder(uri, folder));
  return around.toSorted((one, other) => other.length - one.length)[0];
}
