/** The whole config of a run: what all scenarios share, the labels, and the sections of its scenario. */
import { type BaseConfig, composeSchema } from '../config/schema.ts';
import { type Labels, LabelsSchema } from '../labels/labels.ts';
import type { AnyScenario } from '../scenarios/builtin-scenarios.ts';
import paper from '../scenarios/paper/paper.ts';

/** A config with every default filled in. It also holds the scenario's own sections, whose types only the scenario knows. */
export type Config = BaseConfig & { labels: Labels };

/** The schema of the configs of a scenario. */
export const configSchema = ({ config }: Pick<AnyScenario, 'config'>) => composeSchema(config, LabelsSchema);

/** The schema of the paper's configs. */
export const PaperConfigSchema = composeSchema(paper.config, LabelsSchema);
