// Written by `cargo xtask gen` from guest/schema; edit the files there.

/**
 * Parameters of every event, as a caller passes them: wire names, and only what has no default is required.
 *
 * Types cannot say everything: bounds, lengths and whether a number is whole are in the comments, and the component checks them. A text
 * that is *meant as* a label, a version, a platform, a class name or an id on a model hub is sent as `redacted` where it looks like user
 * data. A value that *means none* stands where nothing was measured or nothing applies.
 *
 * @packageDocumentation
 */

/**
 * An Anonymizer run ended: parameters of `anonymizer_event`, wire version 1.7.
 *
 * Made once, when a run or preview ends. Carries no records, entities, prompts, instructions, addresses or names of users.
 */
export interface AnonymizerEventV1_7 {
  /**
   * **NeMo product.** Product that made the event. `"undefined"` means none.
   *
   * @defaultValue `"anonymizer"`
   * @remarks For: Tell products apart. Sensitivity: technical. Source: `anonymizer.telemetry`.
   */
  nemoSource?: 'anonymizer' | 'undefined';
  /**
   * **Kind of run.** batch for a whole run, preview for a sample.
   *
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  task: 'batch' | 'preview';
  /**
   * **End of the run.** completed, error (it ended with an error) or canceled (a person stopped it).
   *
   * @remarks For: See how often work fails. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  taskStatus: 'completed' | 'error' | 'canceled';
  /**
   * **Way of use.** How the product was started: command line (cli), Python (sdk) or NeMo platform (nmp). `"undefined"` means none.
   * May be set for the whole process.
   *
   * @defaultValue `"sdk"`
   * @remarks For: See where the product is used. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  deploymentType?: 'cli' | 'sdk' | 'nmp' | 'undefined';
  /**
   * **Duration.** Wall-clock time of the work. A number (s). `-1.0` means none.
   *
   * @defaultValue `-1.0`
   * @example `93.5`
   * @remarks For: Find slow work. Sensitivity: technical. Source: `anonymizer.telemetry`.
   */
  jobDurationSec?: number;
  /**
   * **Input records.** Records given to the run. Never their content. An integer (records). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `100`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  numInputRecords?: number;
  /**
   * **Records done.** Input records without a failure. Never their content. An integer (records). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `98`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  numSuccessRecords?: number;
  /**
   * **Records failed.** Input records that failed in some step. Never their content. An integer (records). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `2`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  numFailureRecords?: number;
  /**
   * **Mean length of a record.** Mean number of tokens (cl100k_base) in an input record, rounded down. Never the text. An integer
   * (tokens). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `250`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Made by the label `average-tokens`. Source:
   * `anonymizer.telemetry`.
   */
  avgTokensPerRecord?: number;
  /**
   * **Kind of transformation.** What is done to the entities found: annotate, redact, hash, substitute or rewrite. Meant as label.
   *
   * @example `"substitute"`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  transformationType: string;
  /**
   * **Own data summary.** Whether a person described the data. Never the description.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  customDataSummaryProvided?: boolean;
  /**
   * **Own privacy goal.** Whether a person set a privacy goal. Never the goal.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  customPrivacyGoalProvided?: boolean;
  /**
   * **Own instructions.** Whether a person gave instructions for substitutes. Never the instructions.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  customSubstituteInstructionsProvided?: boolean;
  /**
   * **Repair rounds allowed.** Most repair rounds that a rewrite may take; -1 when nothing is rewritten. An integer (rounds). `-1`
   * means none.
   *
   * @defaultValue `-1`
   * @example `3`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  maxRepairIterations?: number;
  /**
   * **Strict protection.** Whether a rewrite has to protect every entity.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  strictEntityProtection?: boolean;
  /**
   * **Repair rounds with failures.** Repair rounds in which records failed; -1 when nothing is rewritten. An integer (rounds). `-1`
   * means none.
   *
   * @defaultValue `-1`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  repairIterationsTriggered?: number;
  /**
   * **Entity detector model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  entityDetectorModel: string;
  /**
   * **Entity validator model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  entityValidatorModel: string;
  /**
   * **Entity augmenter model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  entityAugmenterModel: string;
  /**
   * **Latent entity detector model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  latentDetectorModel?: string;
  /**
   * **Replacement generator model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  replacementGeneratorModel?: string;
  /**
   * **Domain classifier model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  domainClassifierModel?: string;
  /**
   * **Disposition analyzer model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  dispositionAnalyzerModel?: string;
  /**
   * **Meaning extractor model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  meaningExtractorModel?: string;
  /**
   * **Question generator model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  qaGeneratorModel?: string;
  /**
   * **Rewriter model.** Names that the configuration gives to the models in this role, sorted and joined by commas; not_applicable
   * without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  rewriterModel?: string;
  /**
   * **Evaluator model.** Names that the configuration gives to the models in this role, sorted and joined by commas; not_applicable
   * without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  evaluatorModel?: string;
  /**
   * **Repairer model.** Names that the configuration gives to the models in this role, sorted and joined by commas; not_applicable
   * without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  repairerModel?: string;
  /**
   * **Judge model.** Names that the configuration gives to the models in this role, sorted and joined by commas; not_applicable
   * without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  judgeModel?: string;
  /**
   * **Model hosts.** Kinds of services that ran the models, sorted: nvidia-build, nvidia-internal, openrouter, local or other.
   * Never an address. Meant as label.
   *
   * @defaultValue `[]`
   * @example `["nvidia-build"]`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `collect-model-hosts`. Source:
   * `anonymizer.telemetry`.
   */
  modelHosts?: readonly string[];
  /**
   * **Entity detection failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  entityDetectionFailureCount?: number;
  /**
   * **Latent detection failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  latentDetectionFailureCount?: number;
  /**
   * **Replacement failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  replaceMapGenerationFailureCount?: number;
  /**
   * **Rewrite failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  rewritePipelineFailureCount?: number;
  /**
   * **Rewrite evaluation failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  rewriteEvaluateFailureCount?: number;
  /**
   * **Rewrite repair failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  rewriteRepairFailureCount?: number;
  /**
   * **Final judge failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  rewriteFinalJudgeFailureCount?: number;
  /**
   * **Other step failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  unknownStepFailureCount?: number;
}

/**
 * An Anonymizer run ended: parameters of `anonymizer_event`, wire version 1.9.
 *
 * Made once, when a run or preview ends. Carries no records, entities, prompts, instructions, addresses or names of users.
 */
export interface AnonymizerEvent {
  /**
   * **NeMo product.** Product that made the event. `"undefined"` means none.
   *
   * @defaultValue `"anonymizer"`
   * @remarks For: Tell products apart. Sensitivity: technical. Source: `anonymizer.telemetry`.
   */
  nemoSource?: 'anonymizer' | 'undefined';
  /**
   * **Kind of run.** batch for a whole run, preview for a sample.
   *
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  task: 'batch' | 'preview';
  /**
   * **End of the run.** completed, error (it ended with an error) or canceled (a person stopped it).
   *
   * @remarks For: See how often work fails. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  taskStatus: 'completed' | 'error' | 'canceled';
  /**
   * **Way of use.** How the product was started: command line (cli), Python (sdk) or NeMo platform (nmp). nvidia-internal marks
   * NVIDIA's own use. `"undefined"` means none. May be set for the whole process.
   *
   * @defaultValue `"sdk"`
   * @remarks For: See where the product is used. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  deploymentType?: 'cli' | 'sdk' | 'nmp' | 'nvidia-internal' | 'undefined';
  /**
   * **Duration.** Wall-clock time of the work. A number (s). `-1.0` means none.
   *
   * @defaultValue `-1.0`
   * @example `93.5`
   * @remarks For: Find slow work. Sensitivity: technical. Source: `anonymizer.telemetry`.
   */
  jobDurationSec?: number;
  /**
   * **Input records.** Records given to the run. Never their content. An integer (records). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `100`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  numInputRecords?: number;
  /**
   * **Records done.** Input records without a failure. Never their content. An integer (records). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `98`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  numSuccessRecords?: number;
  /**
   * **Records failed.** Input records that failed in some step. Never their content. An integer (records). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `2`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  numFailureRecords?: number;
  /**
   * **Mean length of a record.** Mean number of tokens (cl100k_base) in an input record, rounded down. Never the text. An integer
   * (tokens). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `250`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Made by the label `average-tokens`. Source:
   * `anonymizer.telemetry`.
   */
  avgTokensPerRecord?: number;
  /**
   * **Input tokens.** Tokens that the model services counted as input, over all calls. Never the text. An integer (tokens).
   *
   * @defaultValue `0`
   * @example `25000`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  inputTokens?: number;
  /**
   * **Kind of transformation.** What is done to the entities found: annotate, redact, hash, substitute or rewrite. Meant as label.
   *
   * @example `"substitute"`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  transformationType: string;
  /**
   * **Own data summary.** Whether a person described the data. Never the description.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  customDataSummaryProvided?: boolean;
  /**
   * **Own privacy goal.** Whether a person set a privacy goal. Never the goal.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  customPrivacyGoalProvided?: boolean;
  /**
   * **Own instructions.** Whether a person gave instructions for substitutes. Never the instructions.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  customSubstituteInstructionsProvided?: boolean;
  /**
   * **Repair rounds allowed.** Most repair rounds that a rewrite may take; -1 when nothing is rewritten. An integer (rounds). `-1`
   * means none.
   *
   * @defaultValue `-1`
   * @example `3`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  maxRepairIterations?: number;
  /**
   * **Strict protection.** Whether a rewrite has to protect every entity.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `anonymizer.telemetry`.
   */
  strictEntityProtection?: boolean;
  /**
   * **Repair rounds with failures.** Repair rounds in which records failed; -1 when nothing is rewritten. An integer (rounds). `-1`
   * means none.
   *
   * @defaultValue `-1`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  repairIterationsTriggered?: number;
  /**
   * **Entity detector model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  entityDetectorModel: string;
  /**
   * **Entity validator model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  entityValidatorModel: string;
  /**
   * **Entity augmenter model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  entityAugmenterModel: string;
  /**
   * **Latent entity detector model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  latentDetectorModel?: string;
  /**
   * **Replacement generator model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  replacementGeneratorModel?: string;
  /**
   * **Domain classifier model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  domainClassifierModel?: string;
  /**
   * **Disposition analyzer model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  dispositionAnalyzerModel?: string;
  /**
   * **Meaning extractor model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  meaningExtractorModel?: string;
  /**
   * **Question generator model.** Names that the configuration gives to the models in this role, sorted and joined by commas;
   * not_applicable without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  qaGeneratorModel?: string;
  /**
   * **Rewriter model.** Names that the configuration gives to the models in this role, sorted and joined by commas; not_applicable
   * without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  rewriterModel?: string;
  /**
   * **Evaluator model.** Names that the configuration gives to the models in this role, sorted and joined by commas; not_applicable
   * without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  evaluatorModel?: string;
  /**
   * **Repairer model.** Names that the configuration gives to the models in this role, sorted and joined by commas; not_applicable
   * without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  repairerModel?: string;
  /**
   * **Judge model.** Names that the configuration gives to the models in this role, sorted and joined by commas; not_applicable
   * without one. Never a path, address or key. Meant as label. `"not_applicable"` means none.
   *
   * @defaultValue `"not_applicable"`
   * @example `"nvidia-text"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `join-aliases`. Source:
   * `anonymizer.telemetry`.
   */
  judgeModel?: string;
  /**
   * **Model hosts.** Kinds of services that ran the models, sorted: nvidia-build, nvidia-internal, openrouter, local or other.
   * Never an address. Meant as label.
   *
   * @defaultValue `[]`
   * @example `["nvidia-build"]`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `collect-model-hosts`. Source:
   * `anonymizer.telemetry`.
   */
  modelHosts?: readonly string[];
  /**
   * **Entity detection failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  entityDetectionFailureCount?: number;
  /**
   * **Latent detection failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  latentDetectionFailureCount?: number;
  /**
   * **Replacement failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  replaceMapGenerationFailureCount?: number;
  /**
   * **Rewrite failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  rewritePipelineFailureCount?: number;
  /**
   * **Rewrite evaluation failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  rewriteEvaluateFailureCount?: number;
  /**
   * **Rewrite repair failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  rewriteRepairFailureCount?: number;
  /**
   * **Final judge failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  rewriteFinalJudgeFailureCount?: number;
  /**
   * **Other step failures.** Records that failed in this step; 0 when none did. Never why, never their content. An integer
   * (records).
   *
   * @defaultValue `0`
   * @example `1`
   * @remarks For: Find the steps that fail. Sensitivity: technical. Made by the label `failure-counts`. Source:
   * `anonymizer.telemetry`.
   */
  unknownStepFailureCount?: number;
}

/**
 * A Platform command ended: parameters of `command_invoked`, wire version 1.10.
 *
 * Made once, when a command ends. Carries no arguments, option values, paths, configuration, names of workspaces, hosts or users.
 */
export interface CommandInvoked {
  /**
   * **NeMo product.** Product that made the event: platform, or a product that is built on it. Meant as label.
   *
   * @defaultValue `"platform"`
   * @example `"platform"`
   * @remarks For: Tell products apart. Sensitivity: technical. Source: `nemo_platform_plugin.telemetry.events`.
   */
  nemoSource?: string;
  /**
   * **End of the work.** completed, error (it ended with an error) or canceled (a person stopped it). `"undefined"` means none.
   *
   * @remarks For: See how often work fails. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  taskStatus: 'completed' | 'error' | 'canceled' | 'undefined';
  /**
   * **Way of use.** How the product was started: command line (cli) or Python (sdk). nvidia-internal marks NVIDIA's own use.
   * `"undefined"` means none. May be set for the whole process.
   *
   * @defaultValue `"cli"`
   * @remarks For: See where the product is used. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  deploymentType?: 'cli' | 'sdk' | 'nvidia-internal' | 'undefined';
  /**
   * **Continuous integration.** Whether it ran in continuous integration. Filled by what the environment says.
   *
   * @defaultValue `false`
   * @remarks For: Tell people and machines apart. Sensitivity: technical. Source: `nemo_platform_plugin.telemetry.events`.
   */
  isCi?: boolean;
  /**
   * **Command.** Names under which the command and its subcommands are registered, such as models list. Never its arguments. Meant
   * as label.
   *
   * @example `"models list"`
   * @remarks For: Decide which commands to work on. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  command: string;
  /**
   * **Duration.** Wall-clock time of the work. A number (s).
   *
   * @example `93.5`
   * @remarks For: Find slow work. Sensitivity: technical. Source: `nemo_platform_plugin.telemetry.events`.
   */
  durationSec: number;
  /**
   * **Agent mode.** Whether an AI agent called the command.
   *
   * @defaultValue `false`
   * @remarks For: See where the product is used. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  agentMode?: boolean;
}

/**
 * Guardrails is in use: parameters of `guardrails_usage_event`, wire version 1.7.
 *
 * Made when rails are built, and at intervals while the process lives. Carries no prompts, answers, model names, flow names of
 * users, paths or addresses.
 */
export interface GuardrailsUsageEvent {
  /**
   * **NeMo product.** Always guardrails; the other words belong to products that share the schema. `"undefined"` means none. Always
   * the default, whatever is passed.
   *
   * @defaultValue `"guardrails"`
   * @remarks For: Tell products apart. Sensitivity: technical. Source: `nemoguardrails.telemetry`.
   */
  nemoSource?:
    | 'inference'
    | 'auditor'
    | 'datadesigner'
    | 'evaluator'
    | 'guardrails'
    | 'safe-synthesizer'
    | 'anonymizer'
    | 'agent_toolkit'
    | 'undefined';
  /**
   * **Session.** Random UUID of the process, made anew at each start and never kept. Meant as label. `"undefined"` means none.
   * Filled with the session id.
   *
   * @defaultValue `"undefined"`
   * @example `"6f9c3c1e-8d0b-4a63-9d0e-2f1f6a7b8c9d"`
   * @remarks For: Join the events of one process. Sensitivity: interaction. Source: `nemoguardrails.telemetry`.
   */
  sessionId?: string;
  /**
   * **Product version.** Version of the installed package, such as 0.24.1. Meant as version. `"unknown"` means none.
   *
   * @defaultValue `"unknown"`
   * @example `"0.24.1"`
   * @remarks For: Decide which versions to support. Sensitivity: technical. Source: `nemoguardrails.telemetry`.
   */
  nemoguardrailsVersion?: string;
  /**
   * **Python version.** Version of the interpreter, such as 3.12.4. Meant as version. `"unknown"` means none.
   *
   * @defaultValue `"unknown"`
   * @example `"3.12.4"`
   * @remarks For: Decide which versions to support. Sensitivity: technical. Source: `nemoguardrails.telemetry`.
   */
  pythonVersion?: string;
  /**
   * **Platform.** Operating system, its release and the processor in one text, as Python names them. Never a host name. Meant as
   * platform. `"unknown"` means none.
   *
   * @defaultValue `"unknown"`
   * @example `"Linux-6.8.0-x86_64-with-glibc2.39"`
   * @remarks For: Decide which platforms to support. Sensitivity: technical. Source: `nemoguardrails.telemetry`.
   */
  platform?: string;
  /**
   * **Operating system.** Family of the operating system, such as Linux. Meant as label. `"unknown"` means none.
   *
   * @defaultValue `"unknown"`
   * @example `"Linux"`
   * @remarks For: Decide which platforms to support. Sensitivity: technical. Source: `nemoguardrails.telemetry`.
   */
  osName?: string;
  /**
   * **Colang version.** Version of the rails language as configured, such as 1.0 or 2.x. Meant as version. `"unknown"` means none.
   *
   * @defaultValue `"unknown"`
   * @example `"1.0"`
   * @remarks For: Decide which versions to support. Sensitivity: technical. Made by the label `guardrails-usage`. Source:
   * `nemoguardrails.telemetry`.
   */
  colangVersion?: string;
  /**
   * **Model providers.** Names of the configured engines, sorted, each once, such as openai. Never models, addresses or keys. Meant
   * as label.
   *
   * @defaultValue `[]`
   * @example `["nim","openai"]`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `guardrails-usage`. Source:
   * `nemoguardrails.telemetry`.
   */
  llmProviders?: readonly string[];
  /**
   * **Rails configured.** Number of configured rail flows. An integer (rails).
   *
   * @defaultValue `0`
   * @example `3`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Made by the label `guardrails-usage`. Source:
   * `nemoguardrails.telemetry`.
   */
  numRailsConfigured?: number;
  /**
   * **Kinds of rails.** Those of input, output, retrieval, tool_output, tool_input and dialog that are configured. Meant as label.
   *
   * @defaultValue `[]`
   * @example `["input","output"]`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Made by the label `guardrails-usage`. Source:
   * `nemoguardrails.telemetry`.
   */
  railTypesInUse?: readonly string[];
  /**
   * **Tracing.** Whether tracing is on.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Made by the label `guardrails-usage`. Source:
   * `nemoguardrails.telemetry`.
   */
  tracingEnabled?: boolean;
  /**
   * **Way of use.** How the product is used: from code (library), as a server (api) or in the terminal (cli); sdk and nmp belong to
   * products that share the schema. `"undefined"` means none. May be set for the whole process.
   *
   * @defaultValue `"undefined"`
   * @remarks For: See where the product is used. Sensitivity: interaction. Made by the label `guardrails-usage`. Source:
   * `nemoguardrails.telemetry`.
   */
  deploymentType?: 'library' | 'api' | 'cli' | 'sdk' | 'nmp' | 'undefined';
  /**
   * **Rails engine.** Class that runs the rails. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @remarks For: Decide which features to work on. Sensitivity: technical. Made by the label `guardrails-usage`. Source:
   * `nemoguardrails.telemetry`.
   */
  railsEngine?: 'LLMRails' | 'IORails' | 'undefined';
  /**
   * **Knowledge base.** Whether documents are configured. Never which.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Made by the label `guardrails-usage`. Source:
   * `nemoguardrails.telemetry`.
   */
  hasKnowledgeBase?: boolean;
  /**
   * **Streaming.** Whether output rails stream.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Made by the label `guardrails-usage`. Source:
   * `nemoguardrails.telemetry`.
   */
  streamingConfigured?: boolean;
  /**
   * **Built-in features.** Names of the product's own features in use, sorted. Never names of a user's flows. Meant as label.
   *
   * @defaultValue `[]`
   * @example `["self_check"]`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Made by the label `guardrails-usage`. Source:
   * `nemoguardrails.telemetry`.
   */
  builtinFeatures?: readonly string[];
  /**
   * **Own flows.** Number of flows that do not come with the product. Never their names. An integer (flows).
   *
   * @defaultValue `0`
   * @example `2`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Made by the label `guardrails-usage`. Source:
   * `nemoguardrails.telemetry`.
   */
  numCustomFlows?: number;
  /**
   * **Instant.** Unix time of the event as the product measured it. A number (s).
   *
   * @defaultValue `0.0`
   * @example `1767225600.25`
   * @remarks For: Order events. Sensitivity: technical. Source: `nemoguardrails.telemetry`.
   */
  timestamp?: number;
  /**
   * **Occasion.** startup when rails are built, heartbeat at intervals afterwards.
   *
   * @defaultValue `"startup"`
   * @remarks For: See how long processes live. Sensitivity: interaction. Source: `nemoguardrails.telemetry`.
   */
  event?: 'startup' | 'heartbeat';
}

/**
 * Data Designer used a model: parameters of `inference_event`, wire version 1.9.
 *
 * Made for each model when a batch or a preview ends. Carries no prompts, answers, records, column names, paths, addresses or names
 * of users.
 */
export interface InferenceEvent {
  /**
   * **NeMo product.** Product that made the event. Data Designer sends datadesigner; the other words belong to products that share
   * the schema. `"undefined"` means none.
   *
   * @remarks For: Tell products apart. Sensitivity: technical. Source: `data_designer.engine.models.telemetry`.
   */
  nemoSource: 'inference' | 'auditor' | 'datadesigner' | 'evaluator' | 'guardrails' | 'undefined';
  /**
   * **Kind of run.** What the model was used for: batch or preview. Chosen by the product, never typed by a person. Meant as label.
   *
   * @example `"batch"`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `data_designer.engine.models.telemetry`.
   */
  task: string;
  /**
   * **End of the run.** success or failure. `"undefined"` means none.
   *
   * @remarks For: See how often work fails. Sensitivity: interaction. Source: `data_designer.engine.models.telemetry`.
   */
  taskStatus: 'success' | 'failure' | 'undefined';
  /**
   * **Way of use.** How the product was started: in a Python program (library) or behind its service (api). nvidia-internal marks
   * NVIDIA's own use. `"undefined"` means none. May be set for the whole process.
   *
   * @defaultValue `"library"`
   * @remarks For: See where the product is used. Sensitivity: interaction. Source: `data_designer.engine.models.telemetry`.
   */
  deploymentType?: 'library' | 'api' | 'nvidia-internal' | 'undefined';
  /**
   * **Model.** Id of the model on its hub or at its provider. Never a path. Meant as repo-id.
   *
   * @example `"nvidia/nemotron-3-nano-30b-a3b"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Source: `data_designer.engine.models.telemetry`.
   */
  model: string;
  /**
   * **Group of models.** What several models are called together. Chosen by the product, never typed by a person. Meant as label.
   * `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"reasoning"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Source: `data_designer.engine.models.telemetry`.
   */
  modelGroup?: string;
  /**
   * **Bytes given.** Size of what the model was given. Never its content. An integer (bytes). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `190244`
   * @remarks For: See how much the product is used. Sensitivity: interaction. Source: `data_designer.engine.models.telemetry`.
   */
  inputBytes?: number;
  /**
   * **Tokens given.** Size of what the model was given. Never its content. An integer (tokens). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `48211`
   * @remarks For: See how much the product is used. Sensitivity: interaction. Source: `data_designer.engine.models.telemetry`.
   */
  inputTokens?: number;
  /**
   * **Bytes returned.** Size of what the model returned. Never its content. An integer (bytes). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `361207`
   * @remarks For: See how much the product is used. Sensitivity: interaction. Source: `data_designer.engine.models.telemetry`.
   */
  outputBytes?: number;
  /**
   * **Tokens returned.** Size of what the model returned. Never its content. An integer (tokens). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `90734`
   * @remarks For: See how much the product is used. Sensitivity: interaction. Source: `data_designer.engine.models.telemetry`.
   */
  outputTokens?: number;
}

/**
 * A Platform job ended: parameters of `job_run`, wire version 1.10.
 *
 * Made once, when a job ends. Carries no names of jobs, models, data, workspaces or users.
 */
export interface JobRun {
  /**
   * **NeMo product.** Product that made the event: platform, or a product that is built on it. Meant as label.
   *
   * @defaultValue `"platform"`
   * @example `"platform"`
   * @remarks For: Tell products apart. Sensitivity: technical. Source: `nemo_platform_plugin.telemetry.events`.
   */
  nemoSource?: string;
  /**
   * **End of the work.** completed, error (it ended with an error) or canceled (a person stopped it). `"undefined"` means none.
   *
   * @remarks For: See how often work fails. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  taskStatus: 'completed' | 'error' | 'canceled' | 'undefined';
  /**
   * **Way of use.** How the product was started: command line (cli) or Python (sdk). nvidia-internal marks NVIDIA's own use.
   * `"undefined"` means none. May be set for the whole process.
   *
   * @defaultValue `"cli"`
   * @remarks For: See where the product is used. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  deploymentType?: 'cli' | 'sdk' | 'nvidia-internal' | 'undefined';
  /**
   * **Continuous integration.** Whether it ran in continuous integration. Filled by what the environment says.
   *
   * @defaultValue `false`
   * @remarks For: Tell people and machines apart. Sensitivity: technical. Source: `nemo_platform_plugin.telemetry.events`.
   */
  isCi?: boolean;
  /**
   * **Kind of job.** A kind that comes with the product, such as evaluation; custom for any other. Meant as label.
   *
   * @example `"evaluation"`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Made by the label `job-run`. Source:
   * `nemo_platform_plugin.telemetry.events`.
   */
  jobType: string;
  /**
   * **Duration.** Wall-clock time of the work. A number (s). `-1.0` means none.
   *
   * @defaultValue `-1.0`
   * @example `93.5`
   * @remarks For: Find slow work. Sensitivity: technical. Source: `nemo_platform_plugin.telemetry.events`.
   */
  durationSec?: number;
  /**
   * **Plugins.** Plugins that took part, at most 16, in lower case and without what all of their names share. Meant as label.
   *
   * @defaultValue `[]`
   * @example `["evaluator"]`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Made by the label `job-run`. Source:
   * `nemo_platform_plugin.telemetry.events`.
   */
  plugins?: readonly string[];
  /**
   * **Model.** Whether a model is named: defined or undefined. Never its name. Meant as label. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"defined"`
   * @remarks For: See how much the product is used. Sensitivity: interaction. Made by the label `job-run`. Source:
   * `nemo_platform_plugin.telemetry.events`.
   */
  model?: string;
  /**
   * **Tokens given.** Size of what the model was given. Never its content. An integer (tokens). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `48211`
   * @remarks For: See how much the product is used. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  inputTokens?: number;
  /**
   * **Tokens returned.** Size of what the model returned. Never its content. An integer (tokens). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `9073`
   * @remarks For: See how much the product is used. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  outputTokens?: number;
}

/**
 * An Agent Toolkit command ended: parameters of `nat_cli_command`, wire version 1.5.
 *
 * Made once, when a top-level nat command ends. Carries no arguments, option values, paths, configuration, names of workflows,
 * hosts or users.
 */
export interface NatCliCommand {
  /**
   * **NeMo product.** Product that made the event. The Agent Toolkit sends agent_toolkit; the other words belong to products that
   * share the schema. `"undefined"` means none.
   *
   * @defaultValue `"agent_toolkit"`
   * @remarks For: Tell products apart. Sensitivity: technical. Source: `nat.utils.telemetry.events`.
   */
  nemoSource?:
    | 'inference'
    | 'auditor'
    | 'datadesigner'
    | 'evaluator'
    | 'guardrails'
    | 'safe-synthesizer'
    | 'anonymizer'
    | 'agent_toolkit'
    | 'undefined';
  /**
   * **Top-level command.** Name under which the command is registered, such as run; unknown when there was none. Never its
   * arguments. Meant as label. `"unknown"` means none.
   *
   * @example `"run"`
   * @remarks For: Decide which commands to work on. Sensitivity: interaction. Source: `nat.utils.telemetry.events`.
   */
  command: string;
  /**
   * **Subcommand.** Name under which the second word is registered, such as telemetry. Never another word that a person typed.
   * Meant as label. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"telemetry"`
   * @remarks For: Decide which commands to work on. Sensitivity: interaction. Made by the label `subcommand`. Source:
   * `nat.utils.telemetry.events`.
   */
  subcommand?: string;
  /**
   * **End of the command.** success, failure (it ended with an error) or interrupted (Ctrl-C); the other words belong to products
   * that share the schema. `"undefined"` means none.
   *
   * @remarks For: See how often work fails. Sensitivity: interaction. Made by the label `command-outcome`. Source:
   * `nat.utils.telemetry.events`.
   */
  taskStatus: 'success' | 'failure' | 'completed' | 'error' | 'canceled' | 'interrupted' | 'undefined';
  /**
   * **Duration.** Time from start to end on a monotonic clock. An integer from -1 (ms). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `1234`
   * @remarks For: Find slow work. Sensitivity: technical. Source: `nat.utils.telemetry.events`.
   */
  durationMs?: number;
  /**
   * **Exit status.** Exit status of the process: 0 after success, 130 after Ctrl-C. An integer. `-1` means none.
   *
   * @defaultValue `-1`
   * @example `0`
   * @remarks For: See how often work fails. Sensitivity: technical. Made by the label `command-outcome`. Source:
   * `nat.utils.telemetry.events`.
   */
  exitCode?: number;
  /**
   * **Exception class.** Name of the class of the exception that ended the command, such as ValueError. Never its message or where
   * it was raised. Meant as class-name. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"ValueError"`
   * @remarks For: Find common errors. Sensitivity: technical. Made by the label `command-outcome`. Source:
   * `nat.utils.telemetry.events`.
   */
  errorClass?: string;
  /**
   * **Python version.** Version of the interpreter, such as 3.12.4. Meant as version.
   *
   * @example `"3.12.4"`
   * @remarks For: Decide which versions to support. Sensitivity: technical. Source: `nat.utils.telemetry.events`.
   */
  pythonVersion: string;
}

/**
 * A step of the Platform setup ended: parameters of `onboarding_step`, wire version 1.10.
 *
 * Made when a step of the setup ends. Carries no keys, addresses, names of models, workspaces, hosts or users.
 */
export interface OnboardingStep {
  /**
   * **NeMo product.** Product that made the event: platform, or a product that is built on it. Meant as label.
   *
   * @defaultValue `"platform"`
   * @example `"platform"`
   * @remarks For: Tell products apart. Sensitivity: technical. Source: `nemo_platform_plugin.telemetry.events`.
   */
  nemoSource?: string;
  /**
   * **End of the work.** completed, error (it ended with an error) or canceled (a person stopped it). `"undefined"` means none.
   *
   * @remarks For: See how often work fails. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  taskStatus: 'completed' | 'error' | 'canceled' | 'undefined';
  /**
   * **Way of use.** How the product was started: command line (cli) or Python (sdk). nvidia-internal marks NVIDIA's own use.
   * `"undefined"` means none. May be set for the whole process.
   *
   * @defaultValue `"cli"`
   * @remarks For: See where the product is used. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  deploymentType?: 'cli' | 'sdk' | 'nvidia-internal' | 'undefined';
  /**
   * **Continuous integration.** Whether it ran in continuous integration. Filled by what the environment says.
   *
   * @defaultValue `false`
   * @remarks For: Tell people and machines apart. Sensitivity: technical. Source: `nemo_platform_plugin.telemetry.events`.
   */
  isCi?: boolean;
  /**
   * **Step.** Which step it was, such as provider_connected. Chosen by the product, never typed by a person. Meant as label.
   *
   * @example `"provider_connected"`
   * @remarks For: Find where the setup is hard. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  step: string;
  /**
   * **Kind of provider.** The provider, where it is one that the product knows; custom for any other. Never its address. Meant as
   * label. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"nvidia-build"`
   * @remarks For: Decide which providers to support. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  providerType?: string;
  /**
   * **Models found.** How many models the provider has, in steps: 0, 1-5, 6-20, 21-50, 51-100, 101-250, 251+. Meant as label.
   * `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"21-50"`
   * @remarks For: Find where the setup is hard. Sensitivity: interaction. Made by the label `models-discovered`. Source:
   * `nemo_platform_plugin.telemetry.events`.
   */
  modelsDiscoveredBucket?: string;
  /**
   * **Agents with skills.** Coding agents for which skills were installed, with commas between them. Meant as label. `"undefined"`
   * means none.
   *
   * @defaultValue `"undefined"`
   * @example `"claude,codex"`
   * @remarks For: Decide which agents to support. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  skillsTarget?: string;
  /**
   * **Agent deployed.** Whether the sample agent came to run.
   *
   * @defaultValue `false`
   * @remarks For: Find where the setup is hard. Sensitivity: interaction. Source: `nemo_platform_plugin.telemetry.events`.
   */
  agentDeployed?: boolean;
}

/**
 * A Safe Synthesizer job ended: parameters of `train_and_generation_event`, wire version 1.7.
 *
 * Made once, when a job that trains or generates ends. Carries no records, column names, prompts, paths or names of users.
 */
export interface TrainAndGenerationEventV1_7 {
  /**
   * **NeMo product.** Product that made the event. `"undefined"` means none.
   *
   * @defaultValue `"safe-synthesizer"`
   * @remarks For: Tell products apart. Sensitivity: technical. Source: `nemo_safe_synthesizer.telemetry`.
   */
  nemoSource?: 'safe-synthesizer' | 'undefined';
  /**
   * **Kind of work.** What the job did: train, generate, evaluate, or run for all of it. Chosen by the product, never typed by a
   * person. Meant as label.
   *
   * @example `"run"`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  task: string;
  /**
   * **End of the job.** completed, error (it ended with an error) or canceled (a person stopped it). `"undefined"` means none.
   *
   * @remarks For: See how often work fails. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  taskStatus: 'completed' | 'error' | 'canceled' | 'undefined';
  /**
   * **Way of use.** How the product was started: command line (cli), Python (sdk), NeMo platform (nmp) or a Slurm cluster. The
   * words with nvidia-internal mark NVIDIA's own use. `"undefined"` means none. May be set for the whole process.
   *
   * @defaultValue `"sdk"`
   * @remarks For: See where the product is used. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  deploymentType?: 'cli' | 'sdk' | 'nmp' | 'slurm' | 'slurm-nvidia-internal' | 'undefined';
  /**
   * **Duration.** Wall-clock time of the work. A number (s). `-1.0` means none.
   *
   * @defaultValue `-1.0`
   * @example `93.5`
   * @remarks For: Find slow work. Sensitivity: technical. Source: `nemo_safe_synthesizer.telemetry`.
   */
  jobDurationSec?: number;
  /**
   * **Records generated.** Valid synthetic records that came out of the job. Never their content. An integer (records). `-1` means
   * none.
   *
   * @defaultValue `-1`
   * @example `1000`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  numRecordsGenerated?: number;
  /**
   * **Tokens generated.** Tokens that the model wrote. Never the text. An integer (tokens). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `250000`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  numTokensGenerated?: number;
  /**
   * **PII replacement.** Whether personal data in the input was to be replaced.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  replacePiiEnabled?: boolean;
  /**
   * **Differential privacy.** Whether training was differentially private.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  differentialPrivacyEnabled?: boolean;
  /**
   * **Time series.** Whether the input was handled as a time series.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  timeSeriesEnabled?: boolean;
  /**
   * **Grouping.** Whether input records were grouped. Never by which column.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  groupByEnabled?: boolean;
  /**
   * **Range of input records.** Range that holds the number of input records, such as 201-1000. Never the number itself. Meant as
   * label. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"1001-10000"`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Made by the label `bucket-records`. Source:
   * `nemo_safe_synthesizer.telemetry`.
   */
  inputRecordsBucket?: string;
  /**
   * **Range of input columns.** Range that holds the number of input columns, such as 6-10. Never the number itself, never names.
   * Meant as label. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"6-10"`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Made by the label `bucket-columns`. Source:
   * `nemo_safe_synthesizer.telemetry`.
   */
  inputColumnsBucket?: string;
  /**
   * **Quality score.** Overall quality score of the evaluation report. A number. `-1.0` means none.
   *
   * @defaultValue `-1.0`
   * @example `8.1`
   * @remarks For: Follow the quality of results. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  syntheticQualityScore?: number;
  /**
   * **Privacy score.** Overall privacy score of the evaluation report. A number. `-1.0` means none.
   *
   * @defaultValue `-1.0`
   * @example `9.4`
   * @remarks For: Follow the quality of results. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  dataPrivacyScore?: number;
  /**
   * **Pretrained model.** Hub id of the model that was trained, such as org/name; local_path stands for anything else. Never a
   * path. Meant as repo-id. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"HuggingFaceTB/SmolLM3-3B"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `sanitize-model`. Source:
   * `nemo_safe_synthesizer.telemetry`.
   */
  model?: string;
  /**
   * **GPU.** Device name that the driver reports, such as NVIDIA A100 80GB PCIe; undefined without one. Never a serial number.
   * Meant as label. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"NVIDIA H100 80GB HBM3"`
   * @remarks For: Decide which platforms to support. Sensitivity: technical. Source: `nemo_safe_synthesizer.telemetry`.
   */
  gpu?: string;
}

/**
 * A Safe Synthesizer job ended: parameters of `train_and_generation_event`, wire version 1.9.
 *
 * Made once, when a job that trains or generates ends. Carries no records, column names, prompts, paths or names of users.
 */
export interface TrainAndGenerationEvent {
  /**
   * **NeMo product.** Product that made the event. `"undefined"` means none.
   *
   * @defaultValue `"safe-synthesizer"`
   * @remarks For: Tell products apart. Sensitivity: technical. Source: `nemo_safe_synthesizer.telemetry`.
   */
  nemoSource?: 'safe-synthesizer' | 'undefined';
  /**
   * **Kind of work.** What the job did: train, generate, evaluate, or run for all of it. Chosen by the product, never typed by a
   * person. Meant as label.
   *
   * @example `"run"`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  task: string;
  /**
   * **End of the job.** completed, error (it ended with an error) or canceled (a person stopped it). `"undefined"` means none.
   *
   * @remarks For: See how often work fails. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  taskStatus: 'completed' | 'error' | 'canceled' | 'undefined';
  /**
   * **Way of use.** How the product was started: command line (cli), Python (sdk), NeMo platform (nmp) or a Slurm cluster. The
   * words with nvidia-internal mark NVIDIA's own use. `"undefined"` means none. May be set for the whole process.
   *
   * @defaultValue `"sdk"`
   * @remarks For: See where the product is used. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  deploymentType?: 'cli' | 'sdk' | 'nmp' | 'slurm' | 'slurm-nvidia-internal' | 'nvidia-internal' | 'undefined';
  /**
   * **Duration.** Wall-clock time of the work. A number (s). `-1.0` means none.
   *
   * @defaultValue `-1.0`
   * @example `93.5`
   * @remarks For: Find slow work. Sensitivity: technical. Source: `nemo_safe_synthesizer.telemetry`.
   */
  jobDurationSec?: number;
  /**
   * **Records generated.** Valid synthetic records that came out of the job. Never their content. An integer (records). `-1` means
   * none.
   *
   * @defaultValue `-1`
   * @example `1000`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  numRecordsGenerated?: number;
  /**
   * **Tokens generated.** Tokens that the model wrote. Never the text. An integer (tokens). `-1` means none.
   *
   * @defaultValue `-1`
   * @example `250000`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  numTokensGenerated?: number;
  /**
   * **PII replacement.** Whether personal data in the input was to be replaced.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  replacePiiEnabled?: boolean;
  /**
   * **Differential privacy.** Whether training was differentially private.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  differentialPrivacyEnabled?: boolean;
  /**
   * **Time series.** Whether the input was handled as a time series.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  timeSeriesEnabled?: boolean;
  /**
   * **Grouping.** Whether input records were grouped. Never by which column.
   *
   * @defaultValue `false`
   * @remarks For: Decide which features to work on. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  groupByEnabled?: boolean;
  /**
   * **Range of input records.** Range that holds the number of input records, such as 201-1000. Never the number itself. Meant as
   * label. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"1001-10000"`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Made by the label `bucket-records`. Source:
   * `nemo_safe_synthesizer.telemetry`.
   */
  inputRecordsBucket?: string;
  /**
   * **Range of input columns.** Range that holds the number of input columns, such as 6-10. Never the number itself, never names.
   * Meant as label. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"6-10"`
   * @remarks For: Know the size of typical work. Sensitivity: interaction. Made by the label `bucket-columns`. Source:
   * `nemo_safe_synthesizer.telemetry`.
   */
  inputColumnsBucket?: string;
  /**
   * **Quality score.** Overall quality score of the evaluation report. A number. `-1.0` means none.
   *
   * @defaultValue `-1.0`
   * @example `8.1`
   * @remarks For: Follow the quality of results. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  syntheticQualityScore?: number;
  /**
   * **Privacy score.** Overall privacy score of the evaluation report. A number. `-1.0` means none.
   *
   * @defaultValue `-1.0`
   * @example `9.4`
   * @remarks For: Follow the quality of results. Sensitivity: interaction. Source: `nemo_safe_synthesizer.telemetry`.
   */
  dataPrivacyScore?: number;
  /**
   * **Pretrained model.** Hub id of the model that was trained, such as org/name; local_path stands for anything else. Never a
   * path. Meant as repo-id. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"HuggingFaceTB/SmolLM3-3B"`
   * @remarks For: Decide which models to support. Sensitivity: interaction. Made by the label `sanitize-model`. Source:
   * `nemo_safe_synthesizer.telemetry`.
   */
  model?: string;
  /**
   * **GPU.** Device name that the driver reports, such as NVIDIA A100 80GB PCIe; undefined without one. Never a serial number.
   * Meant as label. `"undefined"` means none.
   *
   * @defaultValue `"undefined"`
   * @example `"NVIDIA H100 80GB HBM3"`
   * @remarks For: Decide which platforms to support. Sensitivity: technical. Source: `nemo_safe_synthesizer.telemetry`.
   */
  gpu?: string;
}

/** The newest parameters of each event, by its name. */
export interface EventMap {
  anonymizer_event: AnonymizerEvent;
  command_invoked: CommandInvoked;
  guardrails_usage_event: GuardrailsUsageEvent;
  inference_event: InferenceEvent;
  job_run: JobRun;
  nat_cli_command: NatCliCommand;
  onboarding_step: OnboardingStep;
  train_and_generation_event: TrainAndGenerationEvent;
}

/** The parameters of each event, by its name and by wire version. */
export interface EventVersions {
  anonymizer_event: {
    '1.7': AnonymizerEventV1_7;
    '1.9': AnonymizerEvent;
  };
  command_invoked: {
    '1.10': CommandInvoked;
  };
  guardrails_usage_event: {
    '1.7': GuardrailsUsageEvent;
  };
  inference_event: {
    '1.9': InferenceEvent;
  };
  job_run: {
    '1.10': JobRun;
  };
  nat_cli_command: {
    '1.5': NatCliCommand;
  };
  onboarding_step: {
    '1.10': OnboardingStep;
  };
  train_and_generation_event: {
    '1.7': TrainAndGenerationEventV1_7;
    '1.9': TrainAndGenerationEvent;
  };
}

/** The name of an event. */
export type EventName = keyof EventMap;

/** The identifier of a product. */
export type Product = 'agent-toolkit' | 'anonymizer' | 'data-designer' | 'guardrails' | 'platform' | 'safe-synthesizer';
