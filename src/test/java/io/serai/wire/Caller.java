package io.serai.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** A client of fake vendors, with connections of its own. */
final class Caller implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A chat request for the model "small" in which the user says this. */
    static String saying(String text) {
        return "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    /** The same request, for a stream. */
    static String streamed(String chat) {
        return chat.replaceFirst("\\{", "{\"stream\":true,");
    }

    HttpResponse<String> chat(FakeVendor vendor, String body) throws IOException {
        return send(post(vendor, "/chat/completions", body), BodyHandlers.ofString());
    }

    HttpResponse<InputStream> open(FakeVendor vendor, String body) throws IOException {
        return send(post(vendor, "/chat/completions", body), BodyHandlers.ofInputStream());
    }

    HttpResponse<String> get(FakeVendor vendor, String path) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(vendor.url() + path)).build(), BodyHandlers.ofString());
    }

    static HttpRequest post(FakeVendor vendor, String path, String body) {
        return HttpRequest.newBuilder(URI.create(vendor.url() + path))
                .header("content-type", "application/json")
                .header("authorization", "Bearer sk-alive")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) throws IOException {
        try {
            return client.send(request, handler);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A connection on which the test speaks HTTP by hand. */
    static Socket connect(FakeVendor vendor) throws IOException {
        return new Socket(
                InetAddress.getLoopbackAddress(), URI.create(vendor.url()).getPort());
    }

    /** The bytes of a chat request, for such a connection. */
    static byte[] raw(String body) {
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: vendor\r\nContent-Length: " + body.length();
        return (head + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }

    static JsonNode json(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The data of the events in a stream. */
    static List<String> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    /** The chunks of a stream, without the [DONE]. */
    static List<JsonNode> chunks(String stream) {
        return events(stream).stream()
                .filter(event -> !event.equals("[DONE]"))
                .map(Caller::json)
                .toList();
    }

    /** What is read from a stream until it ends, in one way or another. */
    static String readAll(InputStream stream) {
        var read = new StringBuilder();
        try {
            for (int b = stream.read(); b >= 0; b = stream.read()) {
                read.append((char) b);
            }
        } catch (IOException e) {
            return read.append("<broken>").toString();
        }
        return read.toString();
    }

    /** Reads until the stream has had this text. */
    static void readUntil(InputStream stream, String text) {
        var read = new StringBuilder();
        try {
            while (!read.toString().endsWith(text)) {
                int b = stream.read();
                if (b < 0) {
                    throw new AssertionError("The stream ended without " + text + ": " + read);
                }
                read.append((char) b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The stream broke without " + text + ": " + read, e);
        }
    }

    /** The contents of the first choice in a stream, one per event that has any. */
    static Stream<String> contents(String stream) {
        return chunks(stream).stream()
                .map(chunk -> chunk.at("/choices/0/delta/content").asText())
                .filter(content -> !content.isEmpty());
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
