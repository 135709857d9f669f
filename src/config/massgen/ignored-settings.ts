/** What MassGen's settings without a meaning here are replaced by, by their place in the file. */
const REPLACEMENTS: readonly (readonly [place: RegExp, instead: string])[] = [
  [/^ui$|^display$/, 'the view is chosen by the terminal; --json and --events are for programs'],
  [/^orchestrator\.context_paths$/, 'name files and folders with --input; "workspace" of an agent lets it write'],
  [/^orchestrator\.(snapshot_storage|agent_temporary_workspace|session_storage)$/, 'runs are kept in --store, files go to --output'],
  [/^orchestrator\.timeout$|^timeout_settings$/, '--deadline ends a run, "timeout" of a task an attempt'],
  [/^orchestrator\./, 'agents do not vote on one answer: each task goes to the agent most likely to do it well'],
  [/^memory$/, 'what is learned of the agents is kept in --store'],
  [
    /^agent\.enable_web_search$|^backend\.enable_web_search$/,
    'counted as the capability research; give the agent an MCP server that searches',
  ],
  [/^backend\.enable_code_(execution|interpreter)$/, 'counted as the capability coding; give the agent an MCP server that runs code'],
  [/^backend\.(enable_mcp_command_line|command_line_.*)$/, 'give the agent an MCP server that runs commands, and grant it under "tools"'],
  [/^backend\.enable_(image|audio|video|file)_generation$/, 'counted as a capability; give the agent an MCP server that makes such files'],
  [/^backend\.custom_tools$/, 'Python functions are not called: offer them by an MCP server'],
  [/^backend\.(upload_files|vector_store.*)$/, 'name files with --input and grant "read"'],
  [/^backend\.(permission_mode|allowed_tools|disallowed_tools|max_thinking_tokens)$/, 'tools are granted by "tools" and "grants"'],
  [/^mcp_servers\.security$/, 'a server is used only by agents that list it under "tools"'],
  [/^backend\./, 'it is left to the provider'],
];

/** The settings of a file that have no meaning here, gathered while it is read. Each is told of once. */
export class IgnoredSettings {
  readonly #seen = new Map<string, string>();

  /** @param place `ui`, `orchestrator.voting_sensitivity`, `backend.top_k`... */
  add(place: string): void {
    if (this.#seen.has(place)) return;
    this.#seen.set(place, REPLACEMENTS.find(([pattern]) => pattern.test(place))?.[1] ?? 'there is nothing like it here');
  }

  /** One sentence for each replacement, naming the settings that it stands for. */
  notes(): string[] {
    const byInstead = Map.groupBy(this.#seen, ([, instead]) => instead);
    return [...byInstead].map(([instead, settings]) => {
      const places = settings.map(([place]) => place);
      return `MassGen's ${places.join(', ')} ${places.length === 1 ? 'is' : 'are'} not used: ${instead}.`;
    });
  }
}
