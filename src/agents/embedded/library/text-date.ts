const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const ISO = /\b((?:19|20)\d{2})-(\d{2})-(\d{2})(?!\d)/;
const DAY_FIRST = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+${MONTH},?\\s+((?:19|20)\\d{2})\\b`, 'i');
const MONTH_FIRST = new RegExp(`\\b${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+((?:19|20)\\d{2})\\b`, 'i');

/** The first full date of a text as an ISO date: `2026-04-14`, `14 April 2026`, `April 14, 2026`. */
export function isoDateIn(text: string | undefined): string | null {
  if (text === undefined) return null;
  const iso = ISO.exec(text);
  const dayFirst = DAY_FIRST.exec(text);
  const monthFirst = MONTH_FIRST.exec(text);
  const found = [
    iso === null ? undefined : { at: iso.index, date: isoDate(iso[1], iso[2], iso[3]) },
    dayFirst === null ? undefined : { at: dayFirst.index, date: isoDate(dayFirst[3], monthNumber(dayFirst[2]), dayFirst[1]) },
    monthFirst === null ? undefined : { at: monthFirst.index, date: isoDate(monthFirst[3], monthNumber(monthFirst[1]), monthFirst[2]) },
  ].filter((match) => match !== undefined);
  return found.filter(({ date }) => date !== null).sort((a, b) => a.at - b.at)[0]?.date ?? null;
}

function monthNumber(name: string | undefined): string {
  return String(MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1);
}

/** Only days that exist: the 31st of February is none. */
function isoDate(year = '', month = '', day = ''): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? null : text;
}
