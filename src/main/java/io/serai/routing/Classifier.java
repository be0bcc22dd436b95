package io.serai.routing;
import io.serai.chat.ChatRequest;
public final class Classifier { public Classification classify(ChatRequest r) { return new Classification(r.hasImages()?"vision":"light", 0.3);} }
