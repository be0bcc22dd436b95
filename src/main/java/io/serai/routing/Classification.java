package io.serai.routing;
public record Classification(String task, double complexity) { public static final String EMBEDDING = "embedding"; }
