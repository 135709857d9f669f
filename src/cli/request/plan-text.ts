import { Document, isScalar, visit } from 'yaml';
import type { Json } from '../../core/json.ts';
import type { Plan } from '../../core/plan.ts';
import { toPlanFileTask } from '../../core/plan-file.ts';

/** The plan in the plan file's syntax, to be read back by `skein run`. */
export function planFileJson(plan: Plan): string {
  return `${JSON.stringify(planFileOf(plan), null, 2)}\n`;
}

/** The same as YAML, which people like better to edit. */
export function planFileYaml(plan: Plan): string {
  const document = new Document(planFileOf(plan));
  visit(document, {
    Seq: (_, list) => {
      list.flow = list.items.every(isScalar);
    },
  });
  return document.toString({ lineWidth: 120, flowCollectionPadding: false });
}

function planFileOf({ request, tasks }: Plan): Json {
  return { ...(request === undefined ? {} : { request }), tasks: tasks.map(toPlanFileTask) };
}
