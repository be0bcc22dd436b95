package io.serai.e2e.matrix;

import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.dialect.Inbound;
import java.util.List;
import java.util.Set;

/** A vendor that speaks a dialect: it reads requests and writes answers. */
interface Answerer {
    String name();

    /** What the dialect has words for. */
    Set<Topic> topics();

    /** What stands between the address and the paths of the dialect's payloads. */
    String base();

    ChatRequest read(Inbound in);

    byte[] whole(ChatResponse answer, ChatRequest request);

    /** Each event, as it is sent. */
    List<byte[]> stream(List<ChatResponse> pieces, ChatRequest request);

    String streamType();

    byte[] error(ChatException error);
}
