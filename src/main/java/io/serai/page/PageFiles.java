package io.serai.page;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page, from the jar: {@code /} is {@code ui/index.html}, {@code /ui/...} are the others. They hold nothing of anybody's own,
 * so that they need no key, and load nothing from elsewhere.
 */
public final class PageFiles implements Handler<HttpServerRequest> {
    /** Nothing but Serai's own scripts, styles and answers; in no frame. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
            + " 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private static final Pattern NAME = Pattern.compile("(?:[a-z0-9-]+/)*[a-z0-9-]+\\.(html|js|css|svg)");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");
    private static final int TAG_BYTES = 12;

    private final Map<String, File> files = new ConcurrentHashMap<>();

    private record File(String type, Buffer plain, Buffer packed, String tag) {}

    @Override
    public void handle(HttpServerRequest request) {
        String path = request.path();
        String name = path.equals("/") ? "index.html" : path.substring("/ui/".length());
        File known = files.get(name);
        if (known != null) {
            answer(request, known);
            return;
        }
        // The event loop does not wait for a disk.
        var unused = Vertx.currentContext()
                .executeBlocking(() -> read(name), false)
                .onComplete(read -> answer(request, read.result()));
    }

    private @Nullable File read(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            return null;
        }
        try (InputStream in = PageFiles.class.getResourceAsStream("/ui/" + name)) {
            if (in == null) {
                return null;
            }
            byte[] plain = in.readAllBytes();
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
            File file = new File(type, Buffer.buffer(plain), Buffer.buffer(packed(plain)), '"' + digest(plain) + '"');
            files.put(name, file);
            return file;
        }
    }

    private static byte[] packed(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(hash, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpServerRequest request, @Nullable File file) {
        HttpServerResponse response = request.response();
        response.putHeader("content-security-policy", POLICY)
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cross-origin-resource-policy", "same-origin")
                .putHeader("cross-origin-opener-policy", "same-origin");
        if (file == null) {
            response.setStatusCode(404).putHeader("content-type", "text/plain; charset=utf-8");
            send(request, Buffer.buffer("There is no such file.\n"));
            return;
        }
        response.putHeader("etag", file.tag())
                .putHeader("cache-control", "no-cache")
                .putHeader("vary", "accept-encoding");
        String known = request.getHeader("if-none-match");
        if (known != null && known.contains(file.tag())) {
            var unused = response.setStatusCode(304).end();
            return;
        }
        response.putHeader("content-type", file.type());
        String takes = request.getHeader("accept-encoding");
        boolean packed = takes != null
                && takes.contains("gzip")
                && file.packed().length() < file.plain().length();
        if (packed) {
            response.putHeader("content-encoding", "gzip");
        }
        send(request, packed ? file.packed() : file.plain());
    }

    private static void send(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response().putHeader("content-length", Integer.toString(body.length()));
        boolean head = HttpMethod.HEAD.equals(request.method());
        var unused = head ? response.end() : response.end(body);
    }
}
