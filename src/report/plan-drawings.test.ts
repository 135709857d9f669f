import { describe, expect, it } from 'vitest';
import type { Plan } from '../core/plan.ts';
import { parsePlan } from '../core/plan-file.ts';
import { estimatePlan } from './estimate.ts';
import { planDot } from './plan-dot.ts';
import { planMermaid } from './plan-mermaid.ts';
import { planFigures, planTree } from './plan-tree.ts';
import { agent } from './run-of.fixture.ts';

const team = {
  agents: [agent('x', { slots: 2, capabilities: { data: 1, writing: 1 }, latencyMs: { data: 1000, writing: 1000 } })],
  limits: {},
  resources: {},
};
const estimateOf = (plan: Plan) => estimatePlan(plan, team);

const plan = parsePlan({
  request: 'Compare the regions',
  tasks: [
    { id: 'fetch', title: 'Fetch the sales', capabilities: ['data'] },
    { id: 'report', title: 'Report', dependsOn: ['fetch'] },
    { id: 'draft', parent: 'report', title: 'Draft it', capabilities: ['writing'] },
    { id: 'figures', parent: 'report', optional: true, estimate: { durationMs: 100 } },
    { id: 'send', dependsOn: ['report', { task: 'fetch', optional: true }], estimate: { durationMs: 1000 } },
  ],
});

const hostile = parsePlan({
  request: 'a "b" \\ %%{init: {}}%% <script>\x1b[31m',
  tasks: [{ id: 'a', title: '"]; end \\" <b> `c` #quot; %%{x}%%\nsecond\x1b[2J' }],
});

describe('planTree', () => {
  it('draws parents, parts, needs, estimates and the critical path', () => {
    expect(planTree(plan, estimateOf(plan))).toEqual([
      'Compare the regions',
      '├─ ◆ fetch  Fetch the sales  data · ~1.0 s',
      '├─ ▸ report  needs fetch',
      '│  ├─ ◆ draft  Draft it  writing · ~1.0 s',
      '│  └─ ○ figures  ~100 ms · optional',
      '└─ ◆ send  ~1.0 s · needs report, fetch (optional)',
      '',
      '◆ on the critical path (3 tasks, ~3.0 s)   ○ has time to spare   ▸ has parts',
    ]);
  });

  it('keeps the sign when it is painted, and paints only with the given styles', () => {
    const lines = planTree(plan, estimateOf(plan), (style, text) => `<${style}>${text}</>`);
    expect(lines[1]).toBe('<faint>├─ </><warn>◆</> <strong>fetch</>  Fetch the sales  <faint>data · ~1.0 s</>');
  });

  it('says when nobody can do a task', () => {
    const magic = parsePlan({ tasks: [{ id: 'a', capabilities: ['magic'] }] });
    expect(planTree(magic, estimateOf(magic))[0]).toBe('└─ ◆ a  magic · nobody can do it');
  });

  it('lets nothing through that a terminal would obey', () => {
    expect(planTree(hostile, estimateOf(hostile)).join('\n')).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });

  it('takes a deep nest', () => {
    const tasks = Array.from({ length: 3000 }, (_, index) => ({ id: `t${index}`, ...(index === 0 ? {} : { parent: `t${index - 1}` }) }));
    const nest = parsePlan({ tasks }, undefined, { maxTasks: 5000, maxDepth: 5000, maxFanOut: 5 });
    expect(planTree(nest, estimateOf(nest))).toHaveLength(3000 + 2);
  });
});

describe('planFigures', () => {
  it('says what is expected', () => {
    // fetch 1 s, draft 1 s (figures beside it), send 1 s; one after another 3.1 s.
    expect(planFigures(plan, estimateOf(plan))).toEqual([
      '4 tasks, about 3.0 s (3.1 s one after another; no less than 3.0 s on this team).',
      'Cost about $0.',
    ]);
  });
});

describe('planDot', () => {
  it('draws boxes around parts, dashed options and a thick critical path', () => {
    expect(planDot(plan, estimateOf(plan)).split('\n').slice(5)).toEqual([
      '  "fetch" [label="◆ Fetch the sales\\ndata · ~1.0 s", penwidth=2.5];',
      '  subgraph "cluster_report" {',
      '    label="report"; style="rounded";',
      '    "draft" [label="◆ Draft it\\nwriting · ~1.0 s", penwidth=2.5];',
      '    "figures" [label="figures\\n~100 ms", style="rounded,dashed"];',
      '  }',
      '  "send" [label="◆ send\\n~1.0 s", penwidth=2.5];',
      '  "fetch" -> "draft" [lhead="cluster_report", penwidth=2.5];',
      '  "figures" -> "send" [ltail="cluster_report", penwidth=2.5];',
      '  "fetch" -> "send" [style=dashed];',
      '}',
      '',
    ]);
  });

  it('keeps quotes and backslashes inside their strings', () => {
    const dot = planDot(hostile, estimateOf(hostile));
    expect(dot).toContain('label="a \\"b\\" \\\\ %%{init: {}}%% <script>\\n◆ on the critical path');
    // Taken away all strings, nothing of what was given is left.
    expect(dot.replace(/"(?:[^"\\]|\\.)*"/g, '""')).not.toMatch(/end|script|quot/);
  });
});

describe('planMermaid', () => {
  it('draws subgraphs, dashed options and a thick critical path', () => {
    expect(planMermaid(plan, estimateOf(plan)).split('\n')).toEqual([
      '---',
      'title: "Compare the regions (◆ on the critical path, dashed: optional)"',
      '---',
      'flowchart LR',
      '  t0["◆ Fetch the sales<br/>data · #126;1.0 s"]',
      '  subgraph t1["report"]',
      '    t2["◆ Draft it<br/>writing · #126;1.0 s"]',
      '    t3["figures<br/>#126;100 ms"]',
      '  end',
      '  t4["◆ send<br/>#126;1.0 s"]',
      '  t0 ==> t1',
      '  t1 ==> t4',
      '  t0 -.-> t4',
      '  classDef critical stroke-width:3px',
      '  class t0,t2,t4 critical',
      '  classDef optional stroke-dasharray:5 4',
      '  class t3 optional',
      '',
    ]);
  });

  it('escapes what Mermaid would read', () => {
    const mermaid = planMermaid(hostile, estimateOf(hostile));
    expect(mermaid).not.toContain('%%');
    expect(mermaid).not.toContain('<script');
    expect(mermaid).not.toContain('\x1b');
    const label = /t0\["(.*)"\]/.exec(mermaid)?.[1] ?? '';
    expect(label.replaceAll('<br/>', '').replace(/#\d+;/g, '')).not.toMatch(/["#<>`%;\\[\]]/);
  });
});
