package io.serai.dialect.cohere;

import io.serai.chat.FinishReason;
import io.serai.dialect.VendorErrorException;

/** The words for why a model stopped. */
final class FinishReasons {

    private FinishReasons() {}

    /** @throws VendorErrorException if it stopped because the vendor failed */
    static FinishReason of(String word, boolean callsTools) {
        return switch (word) {
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "TOOL_CALL" -> FinishReason.TOOL_CALLS;
            case "ERROR", "TIMEOUT" ->
                throw new VendorErrorException(
                        503, word, "The vendor stopped with finish_reason '" + word + "'", null, null);
            default -> callsTools ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        };
    }
}
