// What other rooms may use of the risk room.
export { readRiskMap } from './map-file.ts';
export { type RiskMapFile, riskService, type RiskService } from './service.ts';
export { type Assessment, isNotable } from './assess.ts';
