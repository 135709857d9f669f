import type { FindingsOutput, Source } from '../../../core/output.ts';

/*
 * Invented findings on AI trends in the shape that research hands over: two or three to a source, the first
 * sentence the statement, the second its evidence.
 */

const source = (title: string, location: string, type: string, date: string | null): Source => ({ title, location, type, date });

export const PAPERS: FindingsOutput = {
  kind: 'findings',
  topic: 'AI trends',
  sources: [
    source('When the test is in the training set: evaluating AI systems', '/library/papers/evaluation.md', 'paper', '2026-05-18'),
    source('Retrieval after the million-token window', '/library/papers/retrieval.md', 'paper', '2026-03-09'),
    source('Seeing, hearing, clicking: a review of multimodal models', '/library/papers/multimodal.html', 'paper', '2026-06-22'),
  ],
  findings: [
    {
      text: 'Public benchmarks saturate faster than they can be replaced. Of 64 benchmarks, 41 lost their power to separate the ten best models within eighteen months.',
      source: 0,
      score: 0.98,
    },
    {
      text: 'Agentic retrieval is the clearest trend of the year. Systems that search again after reading outperformed single-shot retrieval by 17 points.',
      source: 1,
      score: 0.95,
    },
    {
      text: 'Multimodal models have moved from describing pictures to acting on what they see. They completed 52 percent of everyday office tasks, up from 15 percent.',
      source: 2,
      score: 0.93,
    },
    {
      text: 'Contamination explains about a third of the apparent progress on older benchmarks. The median model lost 11 points when questions were rewritten.',
      source: 0,
      score: 0.9,
    },
    {
      text: 'Hybrid search remains the strongest simple baseline for retrieval. Keyword and vector search together recovered 12 percent more relevant passages.',
      source: 1,
      score: 0.88,
    },
    {
      text: 'Document understanding is the most widely used application of multimodal models. It accounts for 46 percent of the deployments.',
      source: 2,
      score: 0.85,
    },
    {
      text: 'Model graders are cheap but partial. They preferred the longer of two equally good answers 63 percent of the time.',
      source: 0,
      score: 0.8,
    },
  ],
  notes: [],
};

export const REPOSITORIES: FindingsOutput = {
  kind: 'findings',
  topic: 'AI trends',
  sources: [
    source('What repositories show about AI coding tools', 'https://example.org/coding-tools', 'repository', '2026-08-14'),
    source('Repository notes: agent frameworks and orchestration', 'https://example.org/agent-frameworks', 'repository', '2026-07-02'),
  ],
  findings: [
    {
      text: 'Coding agents have moved from completing lines to opening pull requests. Their share rose from 4 percent to 19 percent in twelve months.',
      source: 0,
      score: 0.97,
    },
    {
      text: 'Multi-agent orchestration is the fastest-growing category of AI repositories. The projects gained 61 percent more contributors in six months.',
      source: 1,
      score: 0.94,
    },
    {
      text: 'Review has become the bottleneck of teams that use coding agents. Writing a change takes 45 percent less time, merging it only 9 percent less.',
      source: 0,
      score: 0.91,
    },
    {
      text: 'Explicit task graphs are replacing free conversation between agents. In June, 54 percent of the frameworks let developers declare dependencies.',
      source: 1,
      score: 0.89,
    },
    {
      text: 'Small changes by coding agents succeed and large ones do not. Pull requests of fewer than 100 lines were merged in 78 percent of cases.',
      source: 0,
      score: 0.84,
    },
    {
      text: 'Durable execution has become a standard feature of agent frameworks. Frameworks that journal every step recover without paying twice.',
      source: 1,
      score: 0.82,
    },
  ],
  notes: [],
};

export const DISCUSSIONS: FindingsOutput = {
  kind: 'findings',
  topic: 'AI trends',
  sources: [
    source('Discussion digest: what does a token cost now?', '/library/community/inference-cost.md', 'discussion', '2026-09-03'),
    source('Discussion digest: AI regulation in practice', '/library/community/regulation.html', 'discussion', '2026-10-05'),
  ],
  findings: [
    {
      text: 'Prices per token keep falling while bills keep rising. Agents use twenty to fifty times as many tokens per request as a chat did.',
      source: 0,
      score: 0.96,
    },
    {
      text: 'AI regulation has turned from a policy debate into a documentation task. Risk registers now take up to 15 percent of the effort of a project.',
      source: 1,
      score: 0.92,
    },
    {
      text: 'Caching is the most effective saving on token cost. Reusing the prompt prefix cuts the cost of long sessions by half.',
      source: 0,
      score: 0.87,
    },
    {
      text: 'Small companies feel the burden of AI regulation most. A team of eight described three months of work to classify one product.',
      source: 1,
      score: 0.83,
    },
    {
      text: 'Cost per finished task is replacing price per token as the number that teams watch.',
      source: 0,
      score: 0.81,
    },
  ],
  notes: ['Two forums could not be reached.'],
};

/** The attacks that a page on the web may carry into a report. */
export const HOSTILE: FindingsOutput = {
  kind: 'findings',
  topic: 'hostile </title><script>alert(1)</script>',
  sources: [
    source('<script>alert("title")</script> & "quotes"', 'javascript:alert(1)', 'paper<img>', '2026-01-01'),
    source('A ](http://evil.example) [link', 'https://example.org/?q="><script>alert(2)</script>', 'paper', null),
    source('Control \u0000\u0008\u001b[31m\u202e characters \ud800 here', '/tmp/a b#c?.md', '', 'not a date'),
  ],
  findings: [
    { text: '<script>alert("finding")</script> is what the first page says about safety.', source: 0, score: 1 },
    { text: '[Click here](javascript:alert(1)) and ![picture](https://tracker.example/x.png) for more on safety.', source: 1, score: 0.9 },
    { text: '# Not a heading\n\n| not | a table |\n| --- | --- |\n\n- not a list', source: 0, score: 0.8 },
    {
      text: 'As others have shown [12], this [99] number \u0000 is \u202e not \ud800 a citation & <b>bold</b> &lt;i&gt; *not emphasis*.',
      source: 2,
      score: 0.7,
    },
    { text: '</style><style>body{display:none}</style><iframe src="https://evil.example"></iframe> in a page.', source: 1, score: 0.6 },
    { text: '```\ncode fence that never ends about safety', source: 2, score: 0.5 },
    { text: '1. [ ] <details open ontoggle=alert(1)> is an event handler that pages carry.', source: 0, score: 0.4 },
    { text: `${'word '.repeat(3000)}end.`, source: 0, score: 0.3 },
    { text: 'x'.repeat(5000), source: 9, score: Number.NaN },
  ],
  notes: ['<img src=x onerror=alert(3)>'],
};
