package io.serai.e2e.matrix;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.dialect.Inbound;
import io.serai.dialect.VendorErrorException;
import java.io.IOException;
import java.util.Set;

/** An application that speaks a dialect: it writes requests and reads answers. */
interface Speaker {
    String name();

    /** What the dialect has words for. */
    Set<Topic> topics();

    /** The request with the path at which Serai takes it. */
    Inbound ask(ChatRequest request);

    ChatResponse read(byte[] answer) throws IOException;

    VendorErrorException readError(int status, byte[] answer) throws IOException;
}
