import type { CallToolResult, Tool as McpTool } from '@modelcontextprotocol/client';
import { isJsonObject, type Json, type JsonObject } from '../../../../core/json.ts';
import { type Tool, ToolError } from '../tool.ts';
import { toolNameOf } from '../tool-name.ts';
import { cutText } from '../tool-text.ts';

const MAX_DESCRIPTION = 2000;
const MAX_SCHEMA = 20_000;

/** A tool of an MCP server as one of ours, called `SERVER__TOOL`. */
export function mcpTool(
  server: string,
  { name, description, inputSchema }: McpTool,
  call: (args: Record<string, unknown>, signal: AbortSignal) => Promise<CallToolResult>,
): Tool {
  return {
    name: toolNameOf(`${server}__${name}`),
    description: cutText((description ?? '').trim() || `The tool "${name}" of the server "${server}".`, MAX_DESCRIPTION),
    inputSchema: shownSchema(inputSchema as JsonObject), // It came as JSON.
    execute: async (input, { signal }) => {
      const args = (input ?? {}) as Json;
      if (!isJsonObject(args)) throw new ToolError('The input is no object.');
      const result = await call(args, signal);
      const text = cutText(textOf(result));
      if (result.isError === true) throw new ToolError(text || 'The tool failed without a word.');
      return text || '(the tool answered nothing)';
    },
  };
}

/** One that is too large, or no schema of an object, is shown as an object of anything: the server checks it anyway. */
function shownSchema(given: JsonObject): JsonObject {
  const { $schema: _, ...schema } = given;
  if (schema['type'] !== 'object' || JSON.stringify(schema).length > MAX_SCHEMA) return { type: 'object' };
  return schema;
}

function textOf({ content = [], structuredContent }: CallToolResult): string {
  const parts = content.map((part) => {
    switch (part.type) {
      case 'text':
        return part.text;
      case 'image':
      case 'audio':
        return `[${part.type} of type ${part.mimeType}, ${Math.floor((part.data.length * 3) / 4)} bytes, not shown]`;
      case 'resource_link':
        return `[link to ${part.name}: ${part.uri}]`;
      case 'resource':
        return 'text' in part.resource ? part.resource.text : `[resource ${part.resource.uri}, binary, not shown]`;
      default:
        return '[something else, not shown]';
    }
  });
  if (parts.length === 0 && structuredContent !== undefined) return JSON.stringify(structuredContent);
  return parts.join('\n');
}
