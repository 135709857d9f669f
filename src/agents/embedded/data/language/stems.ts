/** Groups of words that people use for the same column. The first of each stands for all. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['revenue', 'sale', 'turnover', 'income', 'proceed', 'earning', 'receipt'],
  ['amount', 'value', 'total', 'sum'],
  ['region', 'area', 'territory', 'zone'],
  ['product', 'item', 'article', 'good', 'merchandise'],
  ['unit', 'quantity', 'qty', 'volume', 'piece', 'pc'],
  ['customer', 'client', 'buyer', 'shopper', 'account'],
  ['price', 'rate'],
  ['cost', 'expense', 'spend', 'spending', 'expenditure'],
  ['profit', 'gain', 'margin'],
  ['date', 'day', 'timestamp', 'datetime'],
  ['category', 'type', 'kind', 'class', 'segment'],
  ['country', 'nation'],
  ['city', 'town'],
  ['state', 'province'],
  ['employee', 'staff', 'worker', 'person'],
  ['salesperson', 'seller', 'rep', 'representative', 'salesman', 'agent'],
  ['salary', 'wage', 'pay', 'compensation'],
  ['rating', 'score', 'star', 'grade'],
  ['department', 'dept', 'division'],
  ['order', 'purchase', 'transaction', 'invoice'],
  ['discount', 'rebate', 'reduction'],
  ['store', 'shop', 'branch', 'outlet', 'location'],
  ['channel', 'medium'],
  ['gender', 'sex'],
  ['email', 'mail'],
  ['phone', 'telephone', 'tel'],
  ['supplier', 'vendor', 'provider'],
  ['brand', 'manufacturer', 'maker'],
  ['temperature', 'temp'],
  ['population', 'inhabitant'],
];

const CANONICAL = new Map(SYNONYMS.flatMap((group) => group.map((word) => [word, group[0] ?? word] as const)));

const IRREGULAR: Readonly<Record<string, string>> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  data: 'data',
  series: 'series',
  media: 'medium',
};

/** The singular of an English word, near enough to compare two words by. */
export function stem(word: string): string {
  const lower = word.toLowerCase();
  const irregular = IRREGULAR[lower];
  if (irregular !== undefined) return irregular;
  if (lower.length <= 3 || !lower.endsWith('s') || /(ss|us|is)$/.test(lower)) return lower;
  if (lower.endsWith('ies')) return `${lower.slice(0, -3)}y`;
  if (/(x|ch|sh|ss|z)es$/.test(lower)) return lower.slice(0, -2);
  return lower.slice(0, -1);
}

/** The words of a name or a phrase, singular and lower case: `OrderDates`, `order_date` and "order dates" give the same. */
export function stems(text: string): string[] {
  return text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/['’]s\b/g, '')
    .split(/[^\p{L}\p{N}%]+/u)
    .filter((word) => word !== '')
    .map(stem);
}

/** The word that stands for all its synonyms. */
export function canonical(word: string): string {
  return CANONICAL.get(word) ?? word;
}
