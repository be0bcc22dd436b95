package io.serai.dialect;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An error that a vendor reported in its own words, with an error status or inside an answer that began well. */
public final class VendorErrorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String text;
    private final @Nullable String param;
    private final @Nullable Duration retryAfter;

    /**
     * @param status the HTTP status, also if only the error names it; 0 if unknown
     * @param code the vendor's word or number for it; empty if none
     * @param text the vendor's message; empty if none
     * @param param the field of the request that the vendor blames, or null
     * @param retryAfter how long the vendor asks to wait, or null
     */
    public VendorErrorException(
            int status, String code, String text, @Nullable String param, @Nullable Duration retryAfter) {
        super(text, null, false, false);
        this.status = status;
        this.code = code;
        this.text = text;
        this.param = param;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String text() {
        return text;
    }

    public @Nullable String param() {
        return param;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
