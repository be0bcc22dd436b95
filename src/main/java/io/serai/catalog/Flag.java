package io.serai.catalog;

/** Facts about a vendor for routing rules and people; a vendor that is neither trial, paid nor local has a permanent free tier. */
public enum Flag {
    /** Prompts may be used to improve models. */
    TRAINS_ON_DATA,
    /** The vendor's terms rule out production. */
    EVALUATION_ONLY,
    /** Answers without a key of one's own. */
    ANONYMOUS,
    /** Passes prompts on to other vendors. */
    AGGREGATOR,
    /** Free once: credits at sign-up. */
    TRIAL,
    /** No free tier. */
    PAID,
    /** A key needs an identity check. */
    REAL_NAME,
    /** Some models refuse parallel tool calls. */
    ONE_TOOL_CALL,
    /** One's own machine or network. */
    LOCAL,
    /** The provider must give the URL. */
    OWN_URL,
    /** Answers no more; kept so that an old configuration gets the reason. */
    RETIRED,
    /** Prompts are processed in mainland China. */
    REGION_CN,
    /** Prompts are processed in the European Union. */
    REGION_EU
}
