/**
 * The library: everything the command line does, as functions that take data and return data. `docs/library.md` shows
 * how.
 */
export { estimate, type Estimated, type EstimateResult } from './library/estimate.ts';
export { check, type CheckOptions, type CheckResult } from './library/check.ts';
export { diff, type Diffed, type DiffResult } from './library/diff.ts';
export { compare, type CompareOptions, type CompareResult } from './library/compare.ts';
export { explain, type ExplainResult } from './library/explain.ts';
export { drill, type Drilled, type DrillLibraryOptions, type DrillResult } from './library/drill.ts';
export { simulate, type SimulateFailuresOptions, type SimulatePeakOptions } from './library/simulate.ts';
export type { LibraryOptions, Refused, Reported, TopologyInput } from './library/types.ts';
export type { Estimate, EstimateOptions } from './estimate/estimate.ts';
export { rateFiles } from './host/rate-files.ts';
export { assumptionFiles } from './host/assumption-files.ts';
export { readSources, type Sources } from './topology/merge.ts';
export type { SimulationOptions } from './simulation/simulate.ts';
export { simulateReplications, type ReplicationOptions } from './host/threads/replications.ts';
export type { SimulationResult } from './simulation/result.ts';
export type { System } from './models/system/system.ts';
export type { DrillOptions } from './engine/drill.ts';
export type { WordedDrill as Drill } from './report/drill-text.ts';
export { jsonReport } from './report/json.ts';
export { toJson, type EstimateJson } from './estimate/published.ts';
export type { CheckJson } from './report/check-json.ts';
export type { CompareJson } from './report/compare-json.ts';
export type { DiffJson } from './report/diff-json.ts';
export type { ExplanationJson } from './report/explanation.ts';
export { drillJson, drillToJson, type DrillJson } from './report/drill-json.ts';
export type { SimulationJson } from './report/simulation-json.ts';
export type { FailuresJson } from './report/failures-simulation-json.ts';
export { homeOf, rehome, type Rehomed } from './comparison/rehome.ts';
export type { Target } from './comparison/target.ts';
export { matchRegion, type RegionMatch, type RegionPlace } from './comparison/regions.ts';
export { UsageError } from './diagnostics/usage-error.ts';
export type { Diagnostic, Path, Position } from './diagnostics/diagnostic.ts';
export type { Topology } from './topology/model.ts';
