/** An object with some of its methods replaced; the others go on working on the original. */
export function except<Thing extends object>(thing: Thing, changed: Partial<Thing>): Thing {
  return new Proxy(thing, {
    get(target, name) {
      const value: unknown = Reflect.get(name in changed ? changed : target, name);
      return typeof value === 'function' ? value.bind(name in changed ? changed : target) : value;
    },
  });
}
