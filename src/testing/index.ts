export { SCRIPTED_ERRORS, type Script, type ScriptedError } from '../agents/scripted/script.ts';
export { type ScriptedAgent, type ScriptedProfile, scriptedAgent } from '../agents/scripted/scripted-agent.ts';
export { ManualClock, runOnClock } from './manual-clock.ts';
export { QUOTA_CASES, type QuotaCase } from './quota-conformance.ts';
export { STORE_CASES, type StoreCase } from './store-conformance.ts';
