package io.serai.batch;

/**
 * One request of a job.
 *
 * @param number the line of the source on which it begins, from 1
 * @param customId what the client calls it; {@code line-NUMBER} if the client gave no name
 * @param url the path of the API whose request it is, such as {@code /v1/chat/completions}
 * @param task the task that it names; empty to let Serai find out
 * @param model what stands in its model field; empty for none
 * @param body the request, in JSON
 */
public record BatchLine(long number, String customId, String url, String task, String model, byte[] body) {}
