export { quickPlanner as offlinePlanner } from '../quick/quick-planner.ts';
