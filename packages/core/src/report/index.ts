export { type ParsedReport, parseReport } from './parse-report.ts';
export { type ReportInput, writeReport } from './write-report.ts';
