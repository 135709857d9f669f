/** Colours and cursor moves of a terminal, then what shows nothing or changes the direction of writing: text of others may not carry them. */
const ESCAPES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]{0,400}(?:\u0007|\u001b\\)/g;
const UNSEEN = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc]/g;

/** A text on one line as a reader sees it: white space is single, and nothing in it is invisible. */
export function cleanText(text: string): string {
  return text.replace(ESCAPES, '').replace(UNSEEN, '').replace(/\s+/g, ' ').trim();
}
