/** The library: everything the command line does, as functions. */
export { estimate, type Estimate, type EstimateOptions, type EstimateResult } from './estimate.ts';
export { rateFiles } from './rate-files.ts';
export { assumptionFiles } from './assumption-files.ts';
export { readSources, type Sources } from './topology/merge.ts';
export { simulate, type SimulationOptions } from './simulation/simulate.ts';
export { simulateReplications, type ReplicationOptions } from './simulation/replicate.ts';
export type { SimulationResult } from './simulation/result.ts';
export type { System } from './models/system/system.ts';
export { drill, type DrillOptions } from './engine/drill.ts';
export type { Drill } from './engine/drill/result.ts';
export { jsonReport, toJson } from './report/json.ts';
export { drillJson, drillToJson } from './report/drill-json.ts';
export { homeOf, rehome, type Rehomed, type Target } from './comparison/rehome.ts';
export { matchRegion, type RegionMatch, type RegionPlace } from './comparison/regions.ts';
export type { Diagnostic, Path, Position } from './diagnostics/diagnostic.ts';
export type { Topology } from './topology/model.ts';
