// Written by `cargo xtask gen` from guest/schema; edit the files there.

/** End of a command. How a command ended, for the fields taskStatus, exitCode and errorClass of nat_cli_command. */
export interface CommandOutcome {
  /**
   * Ending. How control came back: return, exit, interrupt (Ctrl-C), abort, usage (a wrong command line) or any other exception.
   */
  ending: 'return' | 'exit' | 'interrupt' | 'abort' | 'usage' | 'exception';
  /** Exit status. What was returned, or what the exception carries. */
  exitCode?: number;
  /** Exception class. Name of the class of the exception. */
  errorClass?: string;
}

/** Failed records. Where the records of a run failed, for the counts of failures of anonymizer_event. */
export interface FailureCounts {
  /** Steps. The step at which each failed record failed. */
  steps: readonly string[];
  /** Rewriting. Whether records were rewritten. */
  rewrite: boolean;
}

/** Configuration of Guardrails. What a configuration says. */
export interface GuardrailsConfiguration {
  /** Input flows. Names of flows as they are called, with their parameters. */
  inputFlows?: readonly string[];
  /** Output flows. Names of flows as they are called, with their parameters. */
  outputFlows?: readonly string[];
  /** Retrieval flows. Names of flows as they are called, with their parameters. */
  retrievalFlows?: readonly string[];
  /** Tool output flows. Names of flows as they are called, with their parameters. */
  toolOutputFlows?: readonly string[];
  /** Tool input flows. Names of flows as they are called, with their parameters. */
  toolInputFlows?: readonly string[];
  /** Version of Colang. Without it 1.0. */
  colangVersion?: string;
  /** Engines. The engine of each model. */
  engines?: readonly string[];
  /** Single call. Whether dialog rails make a single call. */
  singleCall?: boolean;
  /** Tracing. Whether tracing is on. */
  tracing?: boolean;
  /** Streaming. Whether streaming is configured. */
  streaming?: boolean;
  /** Knowledge base. Whether there is one. */
  knowledgeBase?: boolean;
  /** Sections. Names of the sections of rails.config that differ from their default. */
  sections?: readonly string[];
  /** Flows. Every flow that was loaded. */
  flows?: readonly GuardrailsFlow[];
}

/** A flow of Guardrails. A flow that was loaded. */
export interface GuardrailsFlow {
  /** Name. What it is called. Nothing depends on it. */
  name?: string;
  /** File. Where it was read from. Below nemoguardrails/colang/v2_x/library/ it comes with the product. */
  file?: string;
  /** System. Whether it is the system's own. */
  system?: boolean;
}

/** Use of Guardrails. How the product was started, and its configuration if there is one, for guardrails_usage_event. */
export interface GuardrailsUsage {
  /** Way of use. How the product was started. */
  deploymentType?: string;
  /** Way of use, overruled. What takes its place, where it is a word of the event. */
  deploymentOverride?: string;
  /** Engine. The engine that runs the rails; empty for none. */
  railsEngine?: 'LLMRails' | 'IORails' | 'undefined' | '';
  /** Generation. The generation of the product; without it the newest. */
  generation?: '0.23' | '0.24';
  /** Configuration. What the configuration says. */
  config?: GuardrailsConfiguration;
}

/** A job of NeMo Platform. What a job was, for the fields taskStatus, jobType, plugins and model of job_run. */
export interface JobRun {
  /** Source. Who made the job: a part of the product, or a person's own name for it. */
  source: string;
  /** Status. Where it stands: completed, error, cancelled or any other word of the product. */
  status?: string;
  /** Model. The model that it used; empty for none. Only that there is one is told. */
  model?: string;
  /** Plugins. Names of the plugins that took part. */
  plugins?: readonly string[];
}

/** Models that were found. How many models a provider has, for the field modelsDiscoveredBucket of onboarding_step. */
export interface ModelsDiscovered {
  /** Count. The number of models. */
  count: number;
}

/** Words of a command line. What follows the program on a command line, for the field subcommand of nat_cli_command. */
export interface Subcommand {
  /** Arguments. The words without the program. */
  arguments: readonly string[];
  /** Command. The command that they call. */
  command: string;
  /** Registered names. The names of that command's subcommands. */
  registered?: readonly string[];
}

/** What each derivation reads, by its name. */
export interface Derivations {
  'command-outcome': CommandOutcome;
  'failure-counts': FailureCounts;
  'guardrails-usage': GuardrailsUsage;
  'job-run': JobRun;
  'models-discovered': ModelsDiscovered;
  subcommand: Subcommand;
}
