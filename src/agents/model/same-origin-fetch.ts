const MOST_REDIRECTS = 5;

/**
 * A `fetch` for servers that are sent keys. A redirect is followed within the server's own origin and not beyond: a header such as `x-api-key` would go along.
 *
 * @throws TypeError for a redirect to another origin, or too many.
 */
export const sameOriginFetch: typeof fetch = async (input, init) => {
  if (input instanceof Request) return await fetch(input, { ...init, redirect: 'error' });
  const first = new URL(input);
  let url = first;
  let asked = init;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await fetch(url, { ...asked, redirect: 'manual' });
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) return response;
    await response.body?.cancel();
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    if (next?.origin !== first.origin)
      throw new TypeError(`${first.origin} leads on to ${next?.origin ?? 'no address'}, which is not asked`);
    url = next;
    // What a server has taken is asked for with a new request, as browsers do.
    const isTaken = response.status === 303 || (response.status < 303 && asked?.method?.toUpperCase() === 'POST');
    if (isTaken) {
      const { body: _, ...rest } = asked ?? {};
      asked = { ...rest, method: 'GET' };
    }
  }
  throw new TypeError(`${first.origin} leads in circles`);
};
