// Written by `cargo xtask gen` from guest/schema; edit the files there.

package nemo.telemetry;

import java.util.List;
import java.util.Map;

/** Every event, a class for each wire version. The newest version has the short name. */
public final class Events {
    private Events() {}

    /**
     * An Anonymizer run ended: {@code anonymizer_event}, wire version 1.7. Made once, when a run or preview ends.
     * Carries no records, entities, prompts, instructions, addresses or names of users.
     */
    public static final class AnonymizerEventV1_7 extends Event {
        /**
         * Makes one with what has to be there.
         * @param task Kind of run. batch for a whole run, preview for a sample. Purpose: Decide which features to work
         * on. Source: anonymizer.telemetry.
         * @param taskStatus End of the run. completed, error (it ended with an error) or canceled (a person stopped
         * it). Purpose: See how often work fails. Source: anonymizer.telemetry.
         * @param transformationType Kind of transformation. What is done to the entities found: annotate, redact,
         * hash, substitute or rewrite. Meant as a label: what looks private is sent as `redacted`. Example:
         * `"substitute"`. Purpose: Decide which features to work on. Source: anonymizer.telemetry.
         * @param entityDetectorModel Entity detector model. Names that the configuration gives to the models in this
         * role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No value:
         * `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`.
         * Purpose: Decide which models to support. Source: anonymizer.telemetry.
         * @param entityValidatorModel Entity validator model. Names that the configuration gives to the models in this
         * role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No value:
         * `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`.
         * Purpose: Decide which models to support. Source: anonymizer.telemetry.
         * @param entityAugmenterModel Entity augmenter model. Names that the configuration gives to the models in this
         * role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No value:
         * `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`.
         * Purpose: Decide which models to support. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7(Task task, TaskStatus taskStatus, String transformationType, String entityDetectorModel, String entityValidatorModel, String entityAugmenterModel) {
            super("anonymizer_event", "1.7");
            put("task", task);
            put("taskStatus", taskStatus);
            put("transformationType", transformationType);
            put("entityDetectorModel", entityDetectorModel);
            put("entityValidatorModel", entityValidatorModel);
            put("entityAugmenterModel", entityAugmenterModel);
        }

        /**
         * NeMo product. Product that made the event. No value: `"undefined"`. Purpose: Tell products apart. Source:
         * anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 nemoSource(NemoSource value) {
            put("nemoSource", value);
            return this;
        }

        /**
         * Way of use. How the product was started: command line (cli), Python (sdk) or NeMo platform (nmp). No value:
         * `"undefined"`. Left out: what holds for the whole process. Purpose: See where the product is used. Source:
         * anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 deploymentType(DeploymentType value) {
            put("deploymentType", value);
            return this;
        }

        /**
         * Duration. Wall-clock time of the work. Unit: s. No value: `-1.0`. Example: `93.5`. Purpose: Find slow work.
         * Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 jobDurationSec(double value) {
            put("jobDurationSec", value);
            return this;
        }

        /**
         * Input records. Records given to the run. Never their content. Unit: records. No value: `-1`. Example: `100`.
         * Purpose: Know the size of typical work. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 numInputRecords(long value) {
            put("numInputRecords", value);
            return this;
        }

        /**
         * Records done. Input records without a failure. Never their content. Unit: records. No value: `-1`. Example:
         * `98`. Purpose: Know the size of typical work. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 numSuccessRecords(long value) {
            put("numSuccessRecords", value);
            return this;
        }

        /**
         * Records failed. Input records that failed in some step. Never their content. Unit: records. No value: `-1`.
         * Example: `2`. Purpose: Know the size of typical work. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 numFailureRecords(long value) {
            put("numFailureRecords", value);
            return this;
        }

        /**
         * Mean length of a record. Mean number of tokens (cl100k_base) in an input record, rounded down. Never the
         * text. Unit: tokens. No value: `-1`. Example: `250`. Purpose: Know the size of typical work. Source:
         * anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 avgTokensPerRecord(long value) {
            put("avgTokensPerRecord", value);
            return this;
        }

        /**
         * Own data summary. Whether a person described the data. Never the description. Purpose: Decide which features
         * to work on. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 customDataSummaryProvided(boolean value) {
            put("customDataSummaryProvided", value);
            return this;
        }

        /**
         * Own privacy goal. Whether a person set a privacy goal. Never the goal. Purpose: Decide which features to
         * work on. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 customPrivacyGoalProvided(boolean value) {
            put("customPrivacyGoalProvided", value);
            return this;
        }

        /**
         * Own instructions. Whether a person gave instructions for substitutes. Never the instructions. Purpose:
         * Decide which features to work on. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 customSubstituteInstructionsProvided(boolean value) {
            put("customSubstituteInstructionsProvided", value);
            return this;
        }

        /**
         * Repair rounds allowed. Most repair rounds that a rewrite may take; -1 when nothing is rewritten. Unit:
         * rounds. No value: `-1`. Example: `3`. Purpose: Decide which features to work on. Source:
         * anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 maxRepairIterations(long value) {
            put("maxRepairIterations", value);
            return this;
        }

        /**
         * Strict protection. Whether a rewrite has to protect every entity. Purpose: Decide which features to work on.
         * Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 strictEntityProtection(boolean value) {
            put("strictEntityProtection", value);
            return this;
        }

        /**
         * Repair rounds with failures. Repair rounds in which records failed; -1 when nothing is rewritten. Unit:
         * rounds. No value: `-1`. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 repairIterationsTriggered(long value) {
            put("repairIterationsTriggered", value);
            return this;
        }

        /**
         * Latent entity detector model. Names that the configuration gives to the models in this role, sorted and
         * joined by commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`.
         * Meant as a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which
         * models to support. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 latentDetectorModel(String value) {
            put("latentDetectorModel", value);
            return this;
        }

        /**
         * Replacement generator model. Names that the configuration gives to the models in this role, sorted and
         * joined by commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`.
         * Meant as a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which
         * models to support. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 replacementGeneratorModel(String value) {
            put("replacementGeneratorModel", value);
            return this;
        }

        /**
         * Domain classifier model. Names that the configuration gives to the models in this role, sorted and joined by
         * commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as a
         * label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to
         * support. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 domainClassifierModel(String value) {
            put("domainClassifierModel", value);
            return this;
        }

        /**
         * Disposition analyzer model. Names that the configuration gives to the models in this role, sorted and joined
         * by commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as
         * a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to
         * support. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 dispositionAnalyzerModel(String value) {
            put("dispositionAnalyzerModel", value);
            return this;
        }

        /**
         * Meaning extractor model. Names that the configuration gives to the models in this role, sorted and joined by
         * commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as a
         * label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to
         * support. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 meaningExtractorModel(String value) {
            put("meaningExtractorModel", value);
            return this;
        }

        /**
         * Question generator model. Names that the configuration gives to the models in this role, sorted and joined
         * by commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as
         * a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to
         * support. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 qaGeneratorModel(String value) {
            put("qaGeneratorModel", value);
            return this;
        }

        /**
         * Rewriter model. Names that the configuration gives to the models in this role, sorted and joined by commas;
         * not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as a label:
         * what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to support.
         * Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 rewriterModel(String value) {
            put("rewriterModel", value);
            return this;
        }

        /**
         * Evaluator model. Names that the configuration gives to the models in this role, sorted and joined by commas;
         * not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as a label:
         * what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to support.
         * Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 evaluatorModel(String value) {
            put("evaluatorModel", value);
            return this;
        }

        /**
         * Repairer model. Names that the configuration gives to the models in this role, sorted and joined by commas;
         * not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as a label:
         * what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to support.
         * Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 repairerModel(String value) {
            put("repairerModel", value);
            return this;
        }

        /**
         * Judge model. Names that the configuration gives to the models in this role, sorted and joined by commas;
         * not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as a label:
         * what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to support.
         * Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 judgeModel(String value) {
            put("judgeModel", value);
            return this;
        }

        /**
         * Model hosts. Kinds of services that ran the models, sorted: nvidia-build, nvidia-internal, openrouter, local
         * or other. Never an address. Meant as a label: what looks private is sent as `redacted`. Example:
         * `("nvidia-build",)`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 modelHosts(List<String> value) {
            put("modelHosts", value);
            return this;
        }

        /**
         * Entity detection failures. Records that failed in this step; 0 when none did. Never why, never their
         * content. Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 entityDetectionFailureCount(long value) {
            put("entityDetectionFailureCount", value);
            return this;
        }

        /**
         * Latent detection failures. Records that failed in this step; 0 when none did. Never why, never their
         * content. Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 latentDetectionFailureCount(long value) {
            put("latentDetectionFailureCount", value);
            return this;
        }

        /**
         * Replacement failures. Records that failed in this step; 0 when none did. Never why, never their content.
         * Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 replaceMapGenerationFailureCount(long value) {
            put("replaceMapGenerationFailureCount", value);
            return this;
        }

        /**
         * Rewrite failures. Records that failed in this step; 0 when none did. Never why, never their content. Unit:
         * records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 rewritePipelineFailureCount(long value) {
            put("rewritePipelineFailureCount", value);
            return this;
        }

        /**
         * Rewrite evaluation failures. Records that failed in this step; 0 when none did. Never why, never their
         * content. Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 rewriteEvaluateFailureCount(long value) {
            put("rewriteEvaluateFailureCount", value);
            return this;
        }

        /**
         * Rewrite repair failures. Records that failed in this step; 0 when none did. Never why, never their content.
         * Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 rewriteRepairFailureCount(long value) {
            put("rewriteRepairFailureCount", value);
            return this;
        }

        /**
         * Final judge failures. Records that failed in this step; 0 when none did. Never why, never their content.
         * Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 rewriteFinalJudgeFailureCount(long value) {
            put("rewriteFinalJudgeFailureCount", value);
            return this;
        }

        /**
         * Other step failures. Records that failed in this step; 0 when none did. Never why, never their content.
         * Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEventV1_7 unknownStepFailureCount(long value) {
            put("unknownStepFailureCount", value);
            return this;
        }

        /** Words of {@code nemoSource}. */
        public enum NemoSource implements nemo.telemetry.Event.Word {
            ANONYMIZER("anonymizer"),
            UNDEFINED("undefined");

            private final String word;

            NemoSource(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code task}. */
        public enum Task implements nemo.telemetry.Event.Word {
            BATCH("batch"),
            PREVIEW("preview");

            private final String word;

            Task(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code taskStatus}. */
        public enum TaskStatus implements nemo.telemetry.Event.Word {
            COMPLETED("completed"),
            ERROR("error"),
            CANCELED("canceled");

            private final String word;

            TaskStatus(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code deploymentType}. */
        public enum DeploymentType implements nemo.telemetry.Event.Word {
            CLI("cli"),
            SDK("sdk"),
            NMP("nmp"),
            UNDEFINED("undefined");

            private final String word;

            DeploymentType(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }
    }

    /**
     * An Anonymizer run ended: {@code anonymizer_event}, wire version 1.9. Made once, when a run or preview ends.
     * Carries no records, entities, prompts, instructions, addresses or names of users.
     */
    public static final class AnonymizerEvent extends Event {
        /**
         * Makes one with what has to be there.
         * @param task Kind of run. batch for a whole run, preview for a sample. Purpose: Decide which features to work
         * on. Source: anonymizer.telemetry.
         * @param taskStatus End of the run. completed, error (it ended with an error) or canceled (a person stopped
         * it). Purpose: See how often work fails. Source: anonymizer.telemetry.
         * @param transformationType Kind of transformation. What is done to the entities found: annotate, redact,
         * hash, substitute or rewrite. Meant as a label: what looks private is sent as `redacted`. Example:
         * `"substitute"`. Purpose: Decide which features to work on. Source: anonymizer.telemetry.
         * @param entityDetectorModel Entity detector model. Names that the configuration gives to the models in this
         * role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No value:
         * `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`.
         * Purpose: Decide which models to support. Source: anonymizer.telemetry.
         * @param entityValidatorModel Entity validator model. Names that the configuration gives to the models in this
         * role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No value:
         * `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`.
         * Purpose: Decide which models to support. Source: anonymizer.telemetry.
         * @param entityAugmenterModel Entity augmenter model. Names that the configuration gives to the models in this
         * role, sorted and joined by commas; not_applicable without one. Never a path, address or key. No value:
         * `"not_applicable"`. Meant as a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`.
         * Purpose: Decide which models to support. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent(Task task, TaskStatus taskStatus, String transformationType, String entityDetectorModel, String entityValidatorModel, String entityAugmenterModel) {
            super("anonymizer_event", "1.9");
            put("task", task);
            put("taskStatus", taskStatus);
            put("transformationType", transformationType);
            put("entityDetectorModel", entityDetectorModel);
            put("entityValidatorModel", entityValidatorModel);
            put("entityAugmenterModel", entityAugmenterModel);
        }

        /**
         * NeMo product. Product that made the event. No value: `"undefined"`. Purpose: Tell products apart. Source:
         * anonymizer.telemetry.
         */
        public AnonymizerEvent nemoSource(NemoSource value) {
            put("nemoSource", value);
            return this;
        }

        /**
         * Way of use. How the product was started: command line (cli), Python (sdk) or NeMo platform (nmp).
         * nvidia-internal marks NVIDIA's own use. No value: `"undefined"`. Left out: what holds for the whole process.
         * Purpose: See where the product is used. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent deploymentType(DeploymentType value) {
            put("deploymentType", value);
            return this;
        }

        /**
         * Duration. Wall-clock time of the work. Unit: s. No value: `-1.0`. Example: `93.5`. Purpose: Find slow work.
         * Source: anonymizer.telemetry.
         */
        public AnonymizerEvent jobDurationSec(double value) {
            put("jobDurationSec", value);
            return this;
        }

        /**
         * Input records. Records given to the run. Never their content. Unit: records. No value: `-1`. Example: `100`.
         * Purpose: Know the size of typical work. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent numInputRecords(long value) {
            put("numInputRecords", value);
            return this;
        }

        /**
         * Records done. Input records without a failure. Never their content. Unit: records. No value: `-1`. Example:
         * `98`. Purpose: Know the size of typical work. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent numSuccessRecords(long value) {
            put("numSuccessRecords", value);
            return this;
        }

        /**
         * Records failed. Input records that failed in some step. Never their content. Unit: records. No value: `-1`.
         * Example: `2`. Purpose: Know the size of typical work. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent numFailureRecords(long value) {
            put("numFailureRecords", value);
            return this;
        }

        /**
         * Mean length of a record. Mean number of tokens (cl100k_base) in an input record, rounded down. Never the
         * text. Unit: tokens. No value: `-1`. Example: `250`. Purpose: Know the size of typical work. Source:
         * anonymizer.telemetry.
         */
        public AnonymizerEvent avgTokensPerRecord(long value) {
            put("avgTokensPerRecord", value);
            return this;
        }

        /**
         * Input tokens. Tokens that the model services counted as input, over all calls. Never the text. Unit: tokens.
         * Example: `25000`. Purpose: Know the size of typical work. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent inputTokens(long value) {
            put("inputTokens", value);
            return this;
        }

        /**
         * Own data summary. Whether a person described the data. Never the description. Purpose: Decide which features
         * to work on. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent customDataSummaryProvided(boolean value) {
            put("customDataSummaryProvided", value);
            return this;
        }

        /**
         * Own privacy goal. Whether a person set a privacy goal. Never the goal. Purpose: Decide which features to
         * work on. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent customPrivacyGoalProvided(boolean value) {
            put("customPrivacyGoalProvided", value);
            return this;
        }

        /**
         * Own instructions. Whether a person gave instructions for substitutes. Never the instructions. Purpose:
         * Decide which features to work on. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent customSubstituteInstructionsProvided(boolean value) {
            put("customSubstituteInstructionsProvided", value);
            return this;
        }

        /**
         * Repair rounds allowed. Most repair rounds that a rewrite may take; -1 when nothing is rewritten. Unit:
         * rounds. No value: `-1`. Example: `3`. Purpose: Decide which features to work on. Source:
         * anonymizer.telemetry.
         */
        public AnonymizerEvent maxRepairIterations(long value) {
            put("maxRepairIterations", value);
            return this;
        }

        /**
         * Strict protection. Whether a rewrite has to protect every entity. Purpose: Decide which features to work on.
         * Source: anonymizer.telemetry.
         */
        public AnonymizerEvent strictEntityProtection(boolean value) {
            put("strictEntityProtection", value);
            return this;
        }

        /**
         * Repair rounds with failures. Repair rounds in which records failed; -1 when nothing is rewritten. Unit:
         * rounds. No value: `-1`. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent repairIterationsTriggered(long value) {
            put("repairIterationsTriggered", value);
            return this;
        }

        /**
         * Latent entity detector model. Names that the configuration gives to the models in this role, sorted and
         * joined by commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`.
         * Meant as a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which
         * models to support. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent latentDetectorModel(String value) {
            put("latentDetectorModel", value);
            return this;
        }

        /**
         * Replacement generator model. Names that the configuration gives to the models in this role, sorted and
         * joined by commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`.
         * Meant as a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which
         * models to support. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent replacementGeneratorModel(String value) {
            put("replacementGeneratorModel", value);
            return this;
        }

        /**
         * Domain classifier model. Names that the configuration gives to the models in this role, sorted and joined by
         * commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as a
         * label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to
         * support. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent domainClassifierModel(String value) {
            put("domainClassifierModel", value);
            return this;
        }

        /**
         * Disposition analyzer model. Names that the configuration gives to the models in this role, sorted and joined
         * by commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as
         * a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to
         * support. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent dispositionAnalyzerModel(String value) {
            put("dispositionAnalyzerModel", value);
            return this;
        }

        /**
         * Meaning extractor model. Names that the configuration gives to the models in this role, sorted and joined by
         * commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as a
         * label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to
         * support. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent meaningExtractorModel(String value) {
            put("meaningExtractorModel", value);
            return this;
        }

        /**
         * Question generator model. Names that the configuration gives to the models in this role, sorted and joined
         * by commas; not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as
         * a label: what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to
         * support. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent qaGeneratorModel(String value) {
            put("qaGeneratorModel", value);
            return this;
        }

        /**
         * Rewriter model. Names that the configuration gives to the models in this role, sorted and joined by commas;
         * not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as a label:
         * what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to support.
         * Source: anonymizer.telemetry.
         */
        public AnonymizerEvent rewriterModel(String value) {
            put("rewriterModel", value);
            return this;
        }

        /**
         * Evaluator model. Names that the configuration gives to the models in this role, sorted and joined by commas;
         * not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as a label:
         * what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to support.
         * Source: anonymizer.telemetry.
         */
        public AnonymizerEvent evaluatorModel(String value) {
            put("evaluatorModel", value);
            return this;
        }

        /**
         * Repairer model. Names that the configuration gives to the models in this role, sorted and joined by commas;
         * not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as a label:
         * what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to support.
         * Source: anonymizer.telemetry.
         */
        public AnonymizerEvent repairerModel(String value) {
            put("repairerModel", value);
            return this;
        }

        /**
         * Judge model. Names that the configuration gives to the models in this role, sorted and joined by commas;
         * not_applicable without one. Never a path, address or key. No value: `"not_applicable"`. Meant as a label:
         * what looks private is sent as `redacted`. Example: `"nvidia-text"`. Purpose: Decide which models to support.
         * Source: anonymizer.telemetry.
         */
        public AnonymizerEvent judgeModel(String value) {
            put("judgeModel", value);
            return this;
        }

        /**
         * Model hosts. Kinds of services that ran the models, sorted: nvidia-build, nvidia-internal, openrouter, local
         * or other. Never an address. Meant as a label: what looks private is sent as `redacted`. Example:
         * `("nvidia-build",)`. Purpose: Decide which models to support. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent modelHosts(List<String> value) {
            put("modelHosts", value);
            return this;
        }

        /**
         * Entity detection failures. Records that failed in this step; 0 when none did. Never why, never their
         * content. Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent entityDetectionFailureCount(long value) {
            put("entityDetectionFailureCount", value);
            return this;
        }

        /**
         * Latent detection failures. Records that failed in this step; 0 when none did. Never why, never their
         * content. Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent latentDetectionFailureCount(long value) {
            put("latentDetectionFailureCount", value);
            return this;
        }

        /**
         * Replacement failures. Records that failed in this step; 0 when none did. Never why, never their content.
         * Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent replaceMapGenerationFailureCount(long value) {
            put("replaceMapGenerationFailureCount", value);
            return this;
        }

        /**
         * Rewrite failures. Records that failed in this step; 0 when none did. Never why, never their content. Unit:
         * records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent rewritePipelineFailureCount(long value) {
            put("rewritePipelineFailureCount", value);
            return this;
        }

        /**
         * Rewrite evaluation failures. Records that failed in this step; 0 when none did. Never why, never their
         * content. Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent rewriteEvaluateFailureCount(long value) {
            put("rewriteEvaluateFailureCount", value);
            return this;
        }

        /**
         * Rewrite repair failures. Records that failed in this step; 0 when none did. Never why, never their content.
         * Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent rewriteRepairFailureCount(long value) {
            put("rewriteRepairFailureCount", value);
            return this;
        }

        /**
         * Final judge failures. Records that failed in this step; 0 when none did. Never why, never their content.
         * Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent rewriteFinalJudgeFailureCount(long value) {
            put("rewriteFinalJudgeFailureCount", value);
            return this;
        }

        /**
         * Other step failures. Records that failed in this step; 0 when none did. Never why, never their content.
         * Unit: records. Example: `1`. Purpose: Find the steps that fail. Source: anonymizer.telemetry.
         */
        public AnonymizerEvent unknownStepFailureCount(long value) {
            put("unknownStepFailureCount", value);
            return this;
        }

        /** Words of {@code nemoSource}. */
        public enum NemoSource implements nemo.telemetry.Event.Word {
            ANONYMIZER("anonymizer"),
            UNDEFINED("undefined");

            private final String word;

            NemoSource(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code task}. */
        public enum Task implements nemo.telemetry.Event.Word {
            BATCH("batch"),
            PREVIEW("preview");

            private final String word;

            Task(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code taskStatus}. */
        public enum TaskStatus implements nemo.telemetry.Event.Word {
            COMPLETED("completed"),
            ERROR("error"),
            CANCELED("canceled");

            private final String word;

            TaskStatus(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code deploymentType}. */
        public enum DeploymentType implements nemo.telemetry.Event.Word {
            CLI("cli"),
            SDK("sdk"),
            NMP("nmp"),
            NVIDIA_INTERNAL("nvidia-internal"),
            UNDEFINED("undefined");

            private final String word;

            DeploymentType(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }
    }

    /**
     * A Platform command ended: {@code command_invoked}, wire version 1.10. Made once, when a command ends.
     * Carries no arguments, option values, paths, configuration, names of workspaces, hosts or users.
     */
    public static final class CommandInvoked extends Event {
        /**
         * Makes one with what has to be there.
         * @param taskStatus End of the work. completed, error (it ended with an error) or canceled (a person stopped
         * it). No value: `"undefined"`. Purpose: See how often work fails. Source:
         * nemo_platform_plugin.telemetry.events.
         * @param command Command. Names under which the command and its subcommands are registered, such as models
         * list. Never its arguments. Meant as a label: what looks private is sent as `redacted`. Example: `"models
         * list"`. Purpose: Decide which commands to work on. Source: nemo_platform_plugin.telemetry.events.
         * @param durationSec Duration. Wall-clock time of the work. Unit: s. Example: `93.5`. Purpose: Find slow work.
         * Source: nemo_platform_plugin.telemetry.events.
         */
        public CommandInvoked(TaskStatus taskStatus, String command, double durationSec) {
            super("command_invoked", "1.10");
            put("taskStatus", taskStatus);
            put("command", command);
            put("durationSec", durationSec);
        }

        /**
         * NeMo product. Product that made the event: platform, or a product that is built on it. Meant as a label:
         * what looks private is sent as `redacted`. Example: `"platform"`. Purpose: Tell products apart. Source:
         * nemo_platform_plugin.telemetry.events.
         */
        public CommandInvoked nemoSource(String value) {
            put("nemoSource", value);
            return this;
        }

        /**
         * Way of use. How the product was started: command line (cli) or Python (sdk). nvidia-internal marks NVIDIA's
         * own use. No value: `"undefined"`. Left out: what holds for the whole process. Purpose: See where the product
         * is used. Source: nemo_platform_plugin.telemetry.events.
         */
        public CommandInvoked deploymentType(DeploymentType value) {
            put("deploymentType", value);
            return this;
        }

        /**
         * Continuous integration. Whether it ran in continuous integration. Left out: what the environment says.
         * Purpose: Tell people and machines apart. Source: nemo_platform_plugin.telemetry.events.
         */
        public CommandInvoked isCi(boolean value) {
            put("isCi", value);
            return this;
        }

        /**
         * Agent mode. Whether an AI agent called the command. Purpose: See where the product is used. Source:
         * nemo_platform_plugin.telemetry.events.
         */
        public CommandInvoked agentMode(boolean value) {
            put("agentMode", value);
            return this;
        }

        /** Words of {@code taskStatus}. */
        public enum TaskStatus implements nemo.telemetry.Event.Word {
            COMPLETED("completed"),
            ERROR("error"),
            CANCELED("canceled"),
            UNDEFINED("undefined");

            private final String word;

            TaskStatus(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code deploymentType}. */
        public enum DeploymentType implements nemo.telemetry.Event.Word {
            CLI("cli"),
            SDK("sdk"),
            NVIDIA_INTERNAL("nvidia-internal"),
            UNDEFINED("undefined");

            private final String word;

            DeploymentType(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }
    }

    /**
     * Guardrails is in use: {@code guardrails_usage_event}, wire version 1.7. Made when rails are built, and at
     * intervals while the process lives. Carries no prompts, answers, model names, flow names of users, paths or
     * addresses.
     */
    public static final class GuardrailsUsageEvent extends Event {
        /**
         * Makes one with what has to be there.
         */
        public GuardrailsUsageEvent() {
            super("guardrails_usage_event", "1.7");
        }

        /**
         * Product version. Version of the installed package, such as 0.24.1. No value: `"unknown"`. Meant as a
         * version: what looks private is sent as `redacted`. Example: `"0.24.1"`. Purpose: Decide which versions to
         * support. Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent nemoguardrailsVersion(String value) {
            put("nemoguardrailsVersion", value);
            return this;
        }

        /**
         * Python version. Version of the interpreter, such as 3.12.4. No value: `"unknown"`. Meant as a version: what
         * looks private is sent as `redacted`. Example: `"3.12.4"`. Purpose: Decide which versions to support. Source:
         * nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent pythonVersion(String value) {
            put("pythonVersion", value);
            return this;
        }

        /**
         * Platform. Operating system, its release and the processor in one text, as Python names them. Never a host
         * name. No value: `"unknown"`. Meant as a platform: what looks private is sent as `redacted`. Example:
         * `"Linux-6.8.0-x86_64-with-glibc2.39"`. Purpose: Decide which platforms to support. Source:
         * nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent platform(String value) {
            put("platform", value);
            return this;
        }

        /**
         * Operating system. Family of the operating system, such as Linux. No value: `"unknown"`. Meant as a label:
         * what looks private is sent as `redacted`. Example: `"Linux"`. Purpose: Decide which platforms to support.
         * Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent osName(String value) {
            put("osName", value);
            return this;
        }

        /**
         * Colang version. Version of the rails language as configured, such as 1.0 or 2.x. No value: `"unknown"`.
         * Meant as a version: what looks private is sent as `redacted`. Example: `"1.0"`. Purpose: Decide which
         * versions to support. Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent colangVersion(String value) {
            put("colangVersion", value);
            return this;
        }

        /**
         * Model providers. Names of the configured engines, sorted, each once, such as openai. Never models, addresses
         * or keys. Meant as a label: what looks private is sent as `redacted`. Example: `("nim", "openai",)`. Purpose:
         * Decide which models to support. Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent llmProviders(List<String> value) {
            put("llmProviders", value);
            return this;
        }

        /**
         * Rails configured. Number of configured rail flows. Unit: rails. Example: `3`. Purpose: Know the size of
         * typical work. Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent numRailsConfigured(long value) {
            put("numRailsConfigured", value);
            return this;
        }

        /**
         * Kinds of rails. Those of input, output, retrieval, tool_output, tool_input and dialog that are configured.
         * Meant as a label: what looks private is sent as `redacted`. Example: `("input", "output",)`. Purpose: Decide
         * which features to work on. Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent railTypesInUse(List<String> value) {
            put("railTypesInUse", value);
            return this;
        }

        /**
         * Tracing. Whether tracing is on. Purpose: Decide which features to work on. Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent tracingEnabled(boolean value) {
            put("tracingEnabled", value);
            return this;
        }

        /**
         * Way of use. How the product is used: from code (library), as a server (api) or in the terminal (cli); sdk
         * and nmp belong to products that share the schema. No value: `"undefined"`. Left out: what holds for the
         * whole process. Purpose: See where the product is used. Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent deploymentType(DeploymentType value) {
            put("deploymentType", value);
            return this;
        }

        /**
         * Rails engine. Class that runs the rails. No value: `"undefined"`. Purpose: Decide which features to work on.
         * Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent railsEngine(RailsEngine value) {
            put("railsEngine", value);
            return this;
        }

        /**
         * Knowledge base. Whether documents are configured. Never which. Purpose: Decide which features to work on.
         * Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent hasKnowledgeBase(boolean value) {
            put("hasKnowledgeBase", value);
            return this;
        }

        /**
         * Streaming. Whether output rails stream. Purpose: Decide which features to work on. Source:
         * nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent streamingConfigured(boolean value) {
            put("streamingConfigured", value);
            return this;
        }

        /**
         * Built-in features. Names of the product's own features in use, sorted. Never names of a user's flows. Meant
         * as a label: what looks private is sent as `redacted`. Example: `("self_check",)`. Purpose: Decide which
         * features to work on. Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent builtinFeatures(List<String> value) {
            put("builtinFeatures", value);
            return this;
        }

        /**
         * Own flows. Number of flows that do not come with the product. Never their names. Unit: flows. Example: `2`.
         * Purpose: Know the size of typical work. Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent numCustomFlows(long value) {
            put("numCustomFlows", value);
            return this;
        }

        /**
         * Instant. Unix time of the event as the product measured it. Unit: s. Left out: the instant of `enqueue`.
         * Example: `1767225600.25`. Purpose: Order events. Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent timestamp(double value) {
            put("timestamp", value);
            return this;
        }

        /**
         * Occasion. startup when rails are built, heartbeat at intervals afterwards. Purpose: See how long processes
         * live. Source: nemoguardrails.telemetry.
         */
        public GuardrailsUsageEvent event(Event value) {
            put("event", value);
            return this;
        }

        /** Words of {@code deploymentType}. */
        public enum DeploymentType implements nemo.telemetry.Event.Word {
            LIBRARY("library"),
            API("api"),
            CLI("cli"),
            SDK("sdk"),
            NMP("nmp"),
            UNDEFINED("undefined");

            private final String word;

            DeploymentType(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code railsEngine}. */
        public enum RailsEngine implements nemo.telemetry.Event.Word {
            L_L_M_RAILS("LLMRails"),
            I_O_RAILS("IORails"),
            UNDEFINED("undefined");

            private final String word;

            RailsEngine(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code event}. */
        public enum Event implements nemo.telemetry.Event.Word {
            STARTUP("startup"),
            HEARTBEAT("heartbeat");

            private final String word;

            Event(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }
    }

    /**
     * Data Designer used a model: {@code inference_event}, wire version 1.9. Made for each model when a batch or a
     * preview ends. Carries no prompts, answers, records, column names, paths, addresses or names of users.
     */
    public static final class InferenceEvent extends Event {
        /**
         * Makes one with what has to be there.
         * @param nemoSource NeMo product. Product that made the event. Data Designer sends datadesigner; the other
         * words belong to products that share the schema. No value: `"undefined"`. Purpose: Tell products apart.
         * Source: data_designer.engine.models.telemetry.
         * @param task Kind of run. What the model was used for: batch or preview. Chosen by the product, never typed
         * by a person. Meant as a label: what looks private is sent as `redacted`. Example: `"batch"`. Purpose: Decide
         * which features to work on. Source: data_designer.engine.models.telemetry.
         * @param taskStatus End of the run. success or failure. No value: `"undefined"`. Purpose: See how often work
         * fails. Source: data_designer.engine.models.telemetry.
         * @param model Model. Id of the model on its hub or at its provider. Never a path. Meant as a repo-id: what
         * looks private is sent as `redacted`. Example: `"nvidia/nemotron-3-nano-30b-a3b"`. Purpose: Decide which
         * models to support. Source: data_designer.engine.models.telemetry.
         */
        public InferenceEvent(NemoSource nemoSource, String task, TaskStatus taskStatus, String model) {
            super("inference_event", "1.9");
            put("nemoSource", nemoSource);
            put("task", task);
            put("taskStatus", taskStatus);
            put("model", model);
        }

        /**
         * Way of use. How the product was started: in a Python program (library) or behind its service (api).
         * nvidia-internal marks NVIDIA's own use. No value: `"undefined"`. Left out: what holds for the whole process.
         * Purpose: See where the product is used. Source: data_designer.engine.models.telemetry.
         */
        public InferenceEvent deploymentType(DeploymentType value) {
            put("deploymentType", value);
            return this;
        }

        /**
         * Group of models. What several models are called together. Chosen by the product, never typed by a person. No
         * value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example: `"reasoning"`.
         * Purpose: Decide which models to support. Source: data_designer.engine.models.telemetry.
         */
        public InferenceEvent modelGroup(String value) {
            put("modelGroup", value);
            return this;
        }

        /**
         * Bytes given. Size of what the model was given. Never its content. Unit: bytes. No value: `-1`. Example:
         * `190244`. Purpose: See how much the product is used. Source: data_designer.engine.models.telemetry.
         */
        public InferenceEvent inputBytes(long value) {
            put("inputBytes", value);
            return this;
        }

        /**
         * Tokens given. Size of what the model was given. Never its content. Unit: tokens. No value: `-1`. Example:
         * `48211`. Purpose: See how much the product is used. Source: data_designer.engine.models.telemetry.
         */
        public InferenceEvent inputTokens(long value) {
            put("inputTokens", value);
            return this;
        }

        /**
         * Bytes returned. Size of what the model returned. Never its content. Unit: bytes. No value: `-1`. Example:
         * `361207`. Purpose: See how much the product is used. Source: data_designer.engine.models.telemetry.
         */
        public InferenceEvent outputBytes(long value) {
            put("outputBytes", value);
            return this;
        }

        /**
         * Tokens returned. Size of what the model returned. Never its content. Unit: tokens. No value: `-1`. Example:
         * `90734`. Purpose: See how much the product is used. Source: data_designer.engine.models.telemetry.
         */
        public InferenceEvent outputTokens(long value) {
            put("outputTokens", value);
            return this;
        }

        /** Words of {@code nemoSource}. */
        public enum NemoSource implements nemo.telemetry.Event.Word {
            INFERENCE("inference"),
            AUDITOR("auditor"),
            DATADESIGNER("datadesigner"),
            EVALUATOR("evaluator"),
            GUARDRAILS("guardrails"),
            UNDEFINED("undefined");

            private final String word;

            NemoSource(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code taskStatus}. */
        public enum TaskStatus implements nemo.telemetry.Event.Word {
            SUCCESS("success"),
            FAILURE("failure"),
            UNDEFINED("undefined");

            private final String word;

            TaskStatus(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code deploymentType}. */
        public enum DeploymentType implements nemo.telemetry.Event.Word {
            LIBRARY("library"),
            API("api"),
            NVIDIA_INTERNAL("nvidia-internal"),
            UNDEFINED("undefined");

            private final String word;

            DeploymentType(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }
    }

    /**
     * A Platform job ended: {@code job_run}, wire version 1.10. Made once, when a job ends. Carries no names of
     * jobs, models, data, workspaces or users.
     */
    public static final class JobRun extends Event {
        /**
         * Makes one with what has to be there.
         * @param taskStatus End of the work. completed, error (it ended with an error) or canceled (a person stopped
         * it). No value: `"undefined"`. Purpose: See how often work fails. Source:
         * nemo_platform_plugin.telemetry.events.
         * @param jobType Kind of job. A kind that comes with the product, such as evaluation; custom for any other.
         * Meant as a label: what looks private is sent as `redacted`. Example: `"evaluation"`. Purpose: Decide which
         * features to work on. Source: nemo_platform_plugin.telemetry.events.
         */
        public JobRun(TaskStatus taskStatus, String jobType) {
            super("job_run", "1.10");
            put("taskStatus", taskStatus);
            put("jobType", jobType);
        }

        /**
         * NeMo product. Product that made the event: platform, or a product that is built on it. Meant as a label:
         * what looks private is sent as `redacted`. Example: `"platform"`. Purpose: Tell products apart. Source:
         * nemo_platform_plugin.telemetry.events.
         */
        public JobRun nemoSource(String value) {
            put("nemoSource", value);
            return this;
        }

        /**
         * Way of use. How the product was started: command line (cli) or Python (sdk). nvidia-internal marks NVIDIA's
         * own use. No value: `"undefined"`. Left out: what holds for the whole process. Purpose: See where the product
         * is used. Source: nemo_platform_plugin.telemetry.events.
         */
        public JobRun deploymentType(DeploymentType value) {
            put("deploymentType", value);
            return this;
        }

        /**
         * Continuous integration. Whether it ran in continuous integration. Left out: what the environment says.
         * Purpose: Tell people and machines apart. Source: nemo_platform_plugin.telemetry.events.
         */
        public JobRun isCi(boolean value) {
            put("isCi", value);
            return this;
        }

        /**
         * Duration. Wall-clock time of the work. Unit: s. No value: `-1.0`. Example: `93.5`. Purpose: Find slow work.
         * Source: nemo_platform_plugin.telemetry.events.
         */
        public JobRun durationSec(double value) {
            put("durationSec", value);
            return this;
        }

        /**
         * Plugins. Plugins that took part, at most 16, in lower case and without what all of their names share. Meant
         * as a label: what looks private is sent as `redacted`. Example: `("evaluator",)`. Purpose: Decide which
         * features to work on. Source: nemo_platform_plugin.telemetry.events.
         */
        public JobRun plugins(List<String> value) {
            put("plugins", value);
            return this;
        }

        /**
         * Model. Whether a model is named: defined or undefined. Never its name. No value: `"undefined"`. Meant as a
         * label: what looks private is sent as `redacted`. Example: `"defined"`. Purpose: See how much the product is
         * used. Source: nemo_platform_plugin.telemetry.events.
         */
        public JobRun model(String value) {
            put("model", value);
            return this;
        }

        /**
         * Tokens given. Size of what the model was given. Never its content. Unit: tokens. No value: `-1`. Example:
         * `48211`. Purpose: See how much the product is used. Source: nemo_platform_plugin.telemetry.events.
         */
        public JobRun inputTokens(long value) {
            put("inputTokens", value);
            return this;
        }

        /**
         * Tokens returned. Size of what the model returned. Never its content. Unit: tokens. No value: `-1`. Example:
         * `9073`. Purpose: See how much the product is used. Source: nemo_platform_plugin.telemetry.events.
         */
        public JobRun outputTokens(long value) {
            put("outputTokens", value);
            return this;
        }

        /** Words of {@code taskStatus}. */
        public enum TaskStatus implements nemo.telemetry.Event.Word {
            COMPLETED("completed"),
            ERROR("error"),
            CANCELED("canceled"),
            UNDEFINED("undefined");

            private final String word;

            TaskStatus(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code deploymentType}. */
        public enum DeploymentType implements nemo.telemetry.Event.Word {
            CLI("cli"),
            SDK("sdk"),
            NVIDIA_INTERNAL("nvidia-internal"),
            UNDEFINED("undefined");

            private final String word;

            DeploymentType(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }
    }

    /**
     * An Agent Toolkit command ended: {@code nat_cli_command}, wire version 1.5. Made once, when a top-level nat
     * command ends. Carries no arguments, option values, paths, configuration, names of workflows, hosts or users.
     */
    public static final class NatCliCommand extends Event {
        /**
         * Makes one with what has to be there.
         * @param command Top-level command. Name under which the command is registered, such as run; unknown when
         * there was none. Never its arguments. No value: `"unknown"`. Meant as a label: what looks private is sent as
         * `redacted`. Example: `"run"`. Purpose: Decide which commands to work on. Source: nat.utils.telemetry.events.
         * @param taskStatus End of the command. success, failure (it ended with an error) or interrupted (Ctrl-C); the
         * other words belong to products that share the schema. No value: `"undefined"`. Purpose: See how often work
         * fails. Source: nat.utils.telemetry.events.
         * @param pythonVersion Python version. Version of the interpreter, such as 3.12.4. Meant as a version: what
         * looks private is sent as `redacted`. Example: `"3.12.4"`. Purpose: Decide which versions to support. Source:
         * nat.utils.telemetry.events.
         */
        public NatCliCommand(String command, TaskStatus taskStatus, String pythonVersion) {
            super("nat_cli_command", "1.5");
            put("command", command);
            put("taskStatus", taskStatus);
            put("pythonVersion", pythonVersion);
        }

        /**
         * NeMo product. Product that made the event. The Agent Toolkit sends agent_toolkit; the other words belong to
         * products that share the schema. No value: `"undefined"`. Purpose: Tell products apart. Source:
         * nat.utils.telemetry.events.
         */
        public NatCliCommand nemoSource(NemoSource value) {
            put("nemoSource", value);
            return this;
        }

        /**
         * Subcommand. Name under which the second word is registered, such as telemetry. Never another word that a
         * person typed. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example:
         * `"telemetry"`. Purpose: Decide which commands to work on. Source: nat.utils.telemetry.events.
         */
        public NatCliCommand subcommand(String value) {
            put("subcommand", value);
            return this;
        }

        /**
         * Duration. Time from start to end on a monotonic clock. Unit: ms. At least -1. No value: `-1`. Example:
         * `1234`. Purpose: Find slow work. Source: nat.utils.telemetry.events.
         */
        public NatCliCommand durationMs(long value) {
            put("durationMs", value);
            return this;
        }

        /**
         * Exit status. Exit status of the process: 0 after success, 130 after Ctrl-C. No value: `-1`. Example: `0`.
         * Purpose: See how often work fails. Source: nat.utils.telemetry.events.
         */
        public NatCliCommand exitCode(long value) {
            put("exitCode", value);
            return this;
        }

        /**
         * Exception class. Name of the class of the exception that ended the command, such as ValueError. Never its
         * message or where it was raised. No value: `"undefined"`. Meant as a class-name: what looks private is sent
         * as `redacted`. Example: `"ValueError"`. Purpose: Find common errors. Source: nat.utils.telemetry.events.
         */
        public NatCliCommand errorClass(String value) {
            put("errorClass", value);
            return this;
        }

        /** Words of {@code nemoSource}. */
        public enum NemoSource implements nemo.telemetry.Event.Word {
            INFERENCE("inference"),
            AUDITOR("auditor"),
            DATADESIGNER("datadesigner"),
            EVALUATOR("evaluator"),
            GUARDRAILS("guardrails"),
            SAFE_SYNTHESIZER("safe-synthesizer"),
            ANONYMIZER("anonymizer"),
            AGENT_TOOLKIT("agent_toolkit"),
            UNDEFINED("undefined");

            private final String word;

            NemoSource(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code taskStatus}. */
        public enum TaskStatus implements nemo.telemetry.Event.Word {
            SUCCESS("success"),
            FAILURE("failure"),
            COMPLETED("completed"),
            ERROR("error"),
            CANCELED("canceled"),
            INTERRUPTED("interrupted"),
            UNDEFINED("undefined");

            private final String word;

            TaskStatus(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }
    }

    /**
     * A step of the Platform setup ended: {@code onboarding_step}, wire version 1.10. Made when a step of the
     * setup ends. Carries no keys, addresses, names of models, workspaces, hosts or users.
     */
    public static final class OnboardingStep extends Event {
        /**
         * Makes one with what has to be there.
         * @param taskStatus End of the work. completed, error (it ended with an error) or canceled (a person stopped
         * it). No value: `"undefined"`. Purpose: See how often work fails. Source:
         * nemo_platform_plugin.telemetry.events.
         * @param step Step. Which step it was, such as provider_connected. Chosen by the product, never typed by a
         * person. Meant as a label: what looks private is sent as `redacted`. Example: `"provider_connected"`.
         * Purpose: Find where the setup is hard. Source: nemo_platform_plugin.telemetry.events.
         */
        public OnboardingStep(TaskStatus taskStatus, String step) {
            super("onboarding_step", "1.10");
            put("taskStatus", taskStatus);
            put("step", step);
        }

        /**
         * NeMo product. Product that made the event: platform, or a product that is built on it. Meant as a label:
         * what looks private is sent as `redacted`. Example: `"platform"`. Purpose: Tell products apart. Source:
         * nemo_platform_plugin.telemetry.events.
         */
        public OnboardingStep nemoSource(String value) {
            put("nemoSource", value);
            return this;
        }

        /**
         * Way of use. How the product was started: command line (cli) or Python (sdk). nvidia-internal marks NVIDIA's
         * own use. No value: `"undefined"`. Left out: what holds for the whole process. Purpose: See where the product
         * is used. Source: nemo_platform_plugin.telemetry.events.
         */
        public OnboardingStep deploymentType(DeploymentType value) {
            put("deploymentType", value);
            return this;
        }

        /**
         * Continuous integration. Whether it ran in continuous integration. Left out: what the environment says.
         * Purpose: Tell people and machines apart. Source: nemo_platform_plugin.telemetry.events.
         */
        public OnboardingStep isCi(boolean value) {
            put("isCi", value);
            return this;
        }

        /**
         * Kind of provider. The provider, where it is one that the product knows; custom for any other. Never its
         * address. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example:
         * `"nvidia-build"`. Purpose: Decide which providers to support. Source: nemo_platform_plugin.telemetry.events.
         */
        public OnboardingStep providerType(String value) {
            put("providerType", value);
            return this;
        }

        /**
         * Models found. How many models the provider has, in steps: 0, 1-5, 6-20, 21-50, 51-100, 101-250, 251+. No
         * value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example: `"21-50"`.
         * Purpose: Find where the setup is hard. Source: nemo_platform_plugin.telemetry.events.
         */
        public OnboardingStep modelsDiscoveredBucket(String value) {
            put("modelsDiscoveredBucket", value);
            return this;
        }

        /**
         * Agents with skills. Coding agents for which skills were installed, with commas between them. No value:
         * `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example: `"claude,codex"`.
         * Purpose: Decide which agents to support. Source: nemo_platform_plugin.telemetry.events.
         */
        public OnboardingStep skillsTarget(String value) {
            put("skillsTarget", value);
            return this;
        }

        /**
         * Agent deployed. Whether the sample agent came to run. Purpose: Find where the setup is hard. Source:
         * nemo_platform_plugin.telemetry.events.
         */
        public OnboardingStep agentDeployed(boolean value) {
            put("agentDeployed", value);
            return this;
        }

        /** Words of {@code taskStatus}. */
        public enum TaskStatus implements nemo.telemetry.Event.Word {
            COMPLETED("completed"),
            ERROR("error"),
            CANCELED("canceled"),
            UNDEFINED("undefined");

            private final String word;

            TaskStatus(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code deploymentType}. */
        public enum DeploymentType implements nemo.telemetry.Event.Word {
            CLI("cli"),
            SDK("sdk"),
            NVIDIA_INTERNAL("nvidia-internal"),
            UNDEFINED("undefined");

            private final String word;

            DeploymentType(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }
    }

    /**
     * A Safe Synthesizer job ended: {@code train_and_generation_event}, wire version 1.7. Made once, when a job
     * that trains or generates ends. Carries no records, column names, prompts, paths or names of users.
     */
    public static final class TrainAndGenerationEventV1_7 extends Event {
        /**
         * Makes one with what has to be there.
         * @param task Kind of work. What the job did: train, generate, evaluate, or run for all of it. Chosen by the
         * product, never typed by a person. Meant as a label: what looks private is sent as `redacted`. Example:
         * `"run"`. Purpose: Decide which features to work on. Source: nemo_safe_synthesizer.telemetry.
         * @param taskStatus End of the job. completed, error (it ended with an error) or canceled (a person stopped
         * it). No value: `"undefined"`. Purpose: See how often work fails. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7(String task, TaskStatus taskStatus) {
            super("train_and_generation_event", "1.7");
            put("task", task);
            put("taskStatus", taskStatus);
        }

        /**
         * NeMo product. Product that made the event. No value: `"undefined"`. Purpose: Tell products apart. Source:
         * nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 nemoSource(NemoSource value) {
            put("nemoSource", value);
            return this;
        }

        /**
         * Way of use. How the product was started: command line (cli), Python (sdk), NeMo platform (nmp) or a Slurm
         * cluster. The words with nvidia-internal mark NVIDIA's own use. No value: `"undefined"`. Left out: what holds
         * for the whole process. Purpose: See where the product is used. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 deploymentType(DeploymentType value) {
            put("deploymentType", value);
            return this;
        }

        /**
         * Duration. Wall-clock time of the work. Unit: s. No value: `-1.0`. Example: `93.5`. Purpose: Find slow work.
         * Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 jobDurationSec(double value) {
            put("jobDurationSec", value);
            return this;
        }

        /**
         * Records generated. Valid synthetic records that came out of the job. Never their content. Unit: records. No
         * value: `-1`. Example: `1000`. Purpose: Know the size of typical work. Source:
         * nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 numRecordsGenerated(long value) {
            put("numRecordsGenerated", value);
            return this;
        }

        /**
         * Tokens generated. Tokens that the model wrote. Never the text. Unit: tokens. No value: `-1`. Example:
         * `250000`. Purpose: Know the size of typical work. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 numTokensGenerated(long value) {
            put("numTokensGenerated", value);
            return this;
        }

        /**
         * PII replacement. Whether personal data in the input was to be replaced. Purpose: Decide which features to
         * work on. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 replacePiiEnabled(boolean value) {
            put("replacePiiEnabled", value);
            return this;
        }

        /**
         * Differential privacy. Whether training was differentially private. Purpose: Decide which features to work
         * on. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 differentialPrivacyEnabled(boolean value) {
            put("differentialPrivacyEnabled", value);
            return this;
        }

        /**
         * Time series. Whether the input was handled as a time series. Purpose: Decide which features to work on.
         * Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 timeSeriesEnabled(boolean value) {
            put("timeSeriesEnabled", value);
            return this;
        }

        /**
         * Grouping. Whether input records were grouped. Never by which column. Purpose: Decide which features to work
         * on. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 groupByEnabled(boolean value) {
            put("groupByEnabled", value);
            return this;
        }

        /**
         * Range of input records. Range that holds the number of input records, such as 201-1000. Never the number
         * itself. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example:
         * `"1001-10000"`. Purpose: Know the size of typical work. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 inputRecordsBucket(String value) {
            put("inputRecordsBucket", value);
            return this;
        }

        /**
         * Range of input columns. Range that holds the number of input columns, such as 6-10. Never the number itself,
         * never names. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example:
         * `"6-10"`. Purpose: Know the size of typical work. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 inputColumnsBucket(String value) {
            put("inputColumnsBucket", value);
            return this;
        }

        /**
         * Quality score. Overall quality score of the evaluation report. No value: `-1.0`. Example: `8.1`. Purpose:
         * Follow the quality of results. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 syntheticQualityScore(double value) {
            put("syntheticQualityScore", value);
            return this;
        }

        /**
         * Privacy score. Overall privacy score of the evaluation report. No value: `-1.0`. Example: `9.4`. Purpose:
         * Follow the quality of results. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 dataPrivacyScore(double value) {
            put("dataPrivacyScore", value);
            return this;
        }

        /**
         * Pretrained model. Hub id of the model that was trained, such as org/name; local_path stands for anything
         * else. Never a path. No value: `"undefined"`. Meant as a repo-id: what looks private is sent as `redacted`.
         * Example: `"HuggingFaceTB/SmolLM3-3B"`. Purpose: Decide which models to support. Source:
         * nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 model(String value) {
            put("model", value);
            return this;
        }

        /**
         * GPU. Device name that the driver reports, such as NVIDIA A100 80GB PCIe; undefined without one. Never a
         * serial number. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example:
         * `"NVIDIA H100 80GB HBM3"`. Purpose: Decide which platforms to support. Source:
         * nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEventV1_7 gpu(String value) {
            put("gpu", value);
            return this;
        }

        /** Words of {@code nemoSource}. */
        public enum NemoSource implements nemo.telemetry.Event.Word {
            SAFE_SYNTHESIZER("safe-synthesizer"),
            UNDEFINED("undefined");

            private final String word;

            NemoSource(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code taskStatus}. */
        public enum TaskStatus implements nemo.telemetry.Event.Word {
            COMPLETED("completed"),
            ERROR("error"),
            CANCELED("canceled"),
            UNDEFINED("undefined");

            private final String word;

            TaskStatus(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code deploymentType}. */
        public enum DeploymentType implements nemo.telemetry.Event.Word {
            CLI("cli"),
            SDK("sdk"),
            NMP("nmp"),
            SLURM("slurm"),
            SLURM_NVIDIA_INTERNAL("slurm-nvidia-internal"),
            UNDEFINED("undefined");

            private final String word;

            DeploymentType(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }
    }

    /**
     * A Safe Synthesizer job ended: {@code train_and_generation_event}, wire version 1.9. Made once, when a job
     * that trains or generates ends. Carries no records, column names, prompts, paths or names of users.
     */
    public static final class TrainAndGenerationEvent extends Event {
        /**
         * Makes one with what has to be there.
         * @param task Kind of work. What the job did: train, generate, evaluate, or run for all of it. Chosen by the
         * product, never typed by a person. Meant as a label: what looks private is sent as `redacted`. Example:
         * `"run"`. Purpose: Decide which features to work on. Source: nemo_safe_synthesizer.telemetry.
         * @param taskStatus End of the job. completed, error (it ended with an error) or canceled (a person stopped
         * it). No value: `"undefined"`. Purpose: See how often work fails. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent(String task, TaskStatus taskStatus) {
            super("train_and_generation_event", "1.9");
            put("task", task);
            put("taskStatus", taskStatus);
        }

        /**
         * NeMo product. Product that made the event. No value: `"undefined"`. Purpose: Tell products apart. Source:
         * nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent nemoSource(NemoSource value) {
            put("nemoSource", value);
            return this;
        }

        /**
         * Way of use. How the product was started: command line (cli), Python (sdk), NeMo platform (nmp) or a Slurm
         * cluster. The words with nvidia-internal mark NVIDIA's own use. No value: `"undefined"`. Left out: what holds
         * for the whole process. Purpose: See where the product is used. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent deploymentType(DeploymentType value) {
            put("deploymentType", value);
            return this;
        }

        /**
         * Duration. Wall-clock time of the work. Unit: s. No value: `-1.0`. Example: `93.5`. Purpose: Find slow work.
         * Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent jobDurationSec(double value) {
            put("jobDurationSec", value);
            return this;
        }

        /**
         * Records generated. Valid synthetic records that came out of the job. Never their content. Unit: records. No
         * value: `-1`. Example: `1000`. Purpose: Know the size of typical work. Source:
         * nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent numRecordsGenerated(long value) {
            put("numRecordsGenerated", value);
            return this;
        }

        /**
         * Tokens generated. Tokens that the model wrote. Never the text. Unit: tokens. No value: `-1`. Example:
         * `250000`. Purpose: Know the size of typical work. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent numTokensGenerated(long value) {
            put("numTokensGenerated", value);
            return this;
        }

        /**
         * PII replacement. Whether personal data in the input was to be replaced. Purpose: Decide which features to
         * work on. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent replacePiiEnabled(boolean value) {
            put("replacePiiEnabled", value);
            return this;
        }

        /**
         * Differential privacy. Whether training was differentially private. Purpose: Decide which features to work
         * on. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent differentialPrivacyEnabled(boolean value) {
            put("differentialPrivacyEnabled", value);
            return this;
        }

        /**
         * Time series. Whether the input was handled as a time series. Purpose: Decide which features to work on.
         * Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent timeSeriesEnabled(boolean value) {
            put("timeSeriesEnabled", value);
            return this;
        }

        /**
         * Grouping. Whether input records were grouped. Never by which column. Purpose: Decide which features to work
         * on. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent groupByEnabled(boolean value) {
            put("groupByEnabled", value);
            return this;
        }

        /**
         * Range of input records. Range that holds the number of input records, such as 201-1000. Never the number
         * itself. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example:
         * `"1001-10000"`. Purpose: Know the size of typical work. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent inputRecordsBucket(String value) {
            put("inputRecordsBucket", value);
            return this;
        }

        /**
         * Range of input columns. Range that holds the number of input columns, such as 6-10. Never the number itself,
         * never names. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example:
         * `"6-10"`. Purpose: Know the size of typical work. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent inputColumnsBucket(String value) {
            put("inputColumnsBucket", value);
            return this;
        }

        /**
         * Quality score. Overall quality score of the evaluation report. No value: `-1.0`. Example: `8.1`. Purpose:
         * Follow the quality of results. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent syntheticQualityScore(double value) {
            put("syntheticQualityScore", value);
            return this;
        }

        /**
         * Privacy score. Overall privacy score of the evaluation report. No value: `-1.0`. Example: `9.4`. Purpose:
         * Follow the quality of results. Source: nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent dataPrivacyScore(double value) {
            put("dataPrivacyScore", value);
            return this;
        }

        /**
         * Pretrained model. Hub id of the model that was trained, such as org/name; local_path stands for anything
         * else. Never a path. No value: `"undefined"`. Meant as a repo-id: what looks private is sent as `redacted`.
         * Example: `"HuggingFaceTB/SmolLM3-3B"`. Purpose: Decide which models to support. Source:
         * nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent model(String value) {
            put("model", value);
            return this;
        }

        /**
         * GPU. Device name that the driver reports, such as NVIDIA A100 80GB PCIe; undefined without one. Never a
         * serial number. No value: `"undefined"`. Meant as a label: what looks private is sent as `redacted`. Example:
         * `"NVIDIA H100 80GB HBM3"`. Purpose: Decide which platforms to support. Source:
         * nemo_safe_synthesizer.telemetry.
         */
        public TrainAndGenerationEvent gpu(String value) {
            put("gpu", value);
            return this;
        }

        /** Words of {@code nemoSource}. */
        public enum NemoSource implements nemo.telemetry.Event.Word {
            SAFE_SYNTHESIZER("safe-synthesizer"),
            UNDEFINED("undefined");

            private final String word;

            NemoSource(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code taskStatus}. */
        public enum TaskStatus implements nemo.telemetry.Event.Word {
            COMPLETED("completed"),
            ERROR("error"),
            CANCELED("canceled"),
            UNDEFINED("undefined");

            private final String word;

            TaskStatus(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }

        /** Words of {@code deploymentType}. */
        public enum DeploymentType implements nemo.telemetry.Event.Word {
            CLI("cli"),
            SDK("sdk"),
            NMP("nmp"),
            SLURM("slurm"),
            SLURM_NVIDIA_INTERNAL("slurm-nvidia-internal"),
            NVIDIA_INTERNAL("nvidia-internal"),
            UNDEFINED("undefined");

            private final String word;

            DeploymentType(String word) {
                this.word = word;
            }

            @Override
            public String word() {
                return word;
            }
        }
    }
}
