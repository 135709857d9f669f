import type { Sandbox } from '../../../sandbox/sandbox.ts';
import { ToolError } from '../tool.ts';

/** An MCP server, as the config says it. Texts may name environment variables: `${NAME}`. */
export type McpServerSettings = {
  /** Only these of its tools. Absent: all. */
  readonly tools?: readonly string[] | undefined;
  /** All but these. */
  readonly excludeTools?: readonly string[] | undefined;
  /** For one call. Default 60 s. */
  readonly timeoutMs?: number | undefined;
} & (
  | {
      readonly command: string;
      readonly args?: readonly string[] | undefined;
      readonly env?: Readonly<Record<string, string>> | undefined;
      readonly cwd?: string | undefined;
      /** What it runs in. Default: nothing. */
      readonly confinement?: Sandbox | undefined;
    }
  | { readonly url: string; readonly headers?: Readonly<Record<string, string>> | undefined }
);

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Puts environment variables in the place of their names.
 *
 * @throws ToolError naming a variable that is not set. Values are never shown.
 */
export function withVariables(text: string, environment: Environment): string {
  return text.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const value = environment[name];
    if (value === undefined || value === '') throw new ToolError(`the environment variable ${name} is not set`);
    return value;
  });
}

/** The same for every value of a mapping. */
export function variablesIn(record: Readonly<Record<string, string>>, environment: Environment): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, withVariables(value, environment)]));
}
