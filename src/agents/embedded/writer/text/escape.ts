/** Text made safe inside HTML and XML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
}

/**
 * Plain text made safe inside a line of Markdown: it prints as it reads, makes no link, picture, tag,
 * citation or table cell, and no heading or list when it begins the line.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~]/g, '\\$&')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/(?<=https?|ftp):(?=\/\/)|(?<=www)\.|(?<=\S)@/gi, '\\$&')
    .replace(/^(\s*)([#+=-]+|\d+[.)])(?=\s|$)/, (_, space: string, mark: string) => `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}`);
}

/** A URL that a reader may follow, or `undefined`: http, https and mailto, or an absolute path as a file URL. */
export function safeHref(location: string): string | undefined {
  if (/^(?:https?:\/\/|mailto:)[^\s]+$/i.test(location)) return encodeQuotes(location);
  if (/^file:\/\/\//i.test(location)) return encodeQuotes(location);
  if (/^\/(?!\/)/.test(location)) return `file://${location.split('/').map(encodeURIComponent).join('/')}`;
  return undefined;
}

function encodeQuotes(url: string): string {
  return url.replace(/["'<>()\\ ]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
