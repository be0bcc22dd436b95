package io.serai.chat;

/** A stream that broke after the client had seen a part of it: it ends with an error event, no other target may answer. */
public final class BrokenStreamException extends ChatException {
    private static final long serialVersionUID = 1L;

    public BrokenStreamException(String code, String message) {
        super(502, code, message, null, null, null);
    }
}
