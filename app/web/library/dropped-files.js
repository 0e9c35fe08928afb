/** What was dropped -> files with their names. Decides what of a folder is left behind: what is hidden, and packages that were installed into it. */

/** @typedef {{file: File, name: string}} Named a file, and its path below the folder that was dropped */

/** As the coach reads a folder of this machine. Source: app/projects/gather.py. */
const LEFT = new Set(["node_modules", "__pycache__", "venv", "env", "site-packages", "vendor", "third_party", "bower_components", "target", "dist", "build"]);
const MOST_FILES = 400;

/** @param {DataTransfer} transfer @returns {Promise<Named[]>} */
export async function droppedFiles(transfer) {
  // Both are asked for at once: after the first wait the browser has taken them back.
  const files = Array.from(transfer.files);
  const entries = Array.from(transfer.items).flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.some((entry) => entry.isDirectory)) return files.map((file) => ({ file, name: file.name }));
  /** @type {Named[]} */
  const found = [];
  for (const entry of entries) await walk(entry, "", found);
  return found;
}

/** @param {FileSystemEntry} entry @param {string} above @param {Named[]} found */
async function walk(entry, above, found) {
  if (entry.name.startsWith(".") || LEFT.has(entry.name) || found.length >= MOST_FILES) return;
  if (isFile(entry)) {
    const file = await new Promise((/** @type {(file: File) => void} */ resolve, reject) => { entry.file(resolve, reject); });
    found.push({ file, name: above + entry.name });
  } else if (isFolder(entry)) {
    // The name of the folder that was dropped is that of no document.
    const below = entry.fullPath.lastIndexOf("/") === 0 ? "" : `${above}${entry.name}/`;
    for (const inner of await listed(entry)) await walk(inner, below, found);
  }
}

/** @param {FileSystemEntry} entry @returns {entry is FileSystemFileEntry} */
function isFile(entry) {
  return entry.isFile;
}

/** @param {FileSystemEntry} entry @returns {entry is FileSystemDirectoryEntry} */
function isFolder(entry) {
  return entry.isDirectory;
}

/** All of a folder, which a browser lists a hundred at a time. @param {FileSystemDirectoryEntry} folder */
async function listed(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((/** @type {(entries: FileSystemEntry[]) => void} */ resolve, reject) => { reader.readEntries(resolve, reject); });
    if (some.length === 0) return all.sort((one, other) => (one.name < other.name ? -1 : 1));
    all.push(...some);
  }
}
