/**
 * Layers of ten tasks (or as many as are said, a divisor of 200), each with two dependencies in the layer before; every twentieth leaves a large
 * output.
 */
export function twoHundredTasks(width = 10): string {
  const tasks = Array.from({ length: 200 }, (_, index) => {
    const [layer, place] = [Math.floor(index / width), index % width];
    const before = (offset: number): string => `t${(layer - 1) * width + ((place + offset) % width)}`;
    return {
      id: `t${index}`,
      dependsOn: layer === 0 ? [] : [before(0), before(3)],
      capabilities: [index % 20 === 7 ? 'writing' : 'data'],
      attempts: 20,
    };
  });
  return JSON.stringify({ request: 'Two hundred tasks', tasks });
}

/** Attempts of a few ms, some of which fail; the same seed gives the same outcomes, however often the run is interrupted. */
export const quickTeam = (slots: number): string =>
  JSON.stringify({
    embedded: false,
    agents: [
      { id: 'clerk', slots, capabilities: { data: 0.9 }, scripted: { latencyMs: 8, success: 0.93, retryAfterMs: 1 } },
      {
        id: 'writer',
        slots: 2,
        capabilities: { writing: 0.9 },
        scripted: { latencyMs: 8, output: 'much ado about nothing. '.repeat(300) },
      },
    ],
  });

export const QUICK_TEAM = quickTeam(16);
