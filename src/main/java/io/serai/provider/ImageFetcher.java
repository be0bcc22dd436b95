package io.serai.provider;

import io.serai.chat.Call;
import io.serai.chat.ChatException;
import io.serai.chat.ChatRequest;
import io.serai.chat.Message;
import io.serai.chat.Part;
import io.serai.chat.RejectedException;
import io.serai.dialect.Trees;
import io.serai.provider.connection.AnswerHeads;
import io.serai.provider.connection.LazyTls;
import io.serai.provider.connection.PublicAddresses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Gets the images of a request from their addresses, for vendors that take them only as data. All images of a request together may have 20 MiB
 * and take 10 seconds; an image is got once for a call, whoever is asked. An address that gives none is the caller's mistake. All images of all
 * requests have their share of the memory for large documents.
 */
public final class ImageFetcher implements AutoCloseable {
    private static final int LARGEST = 20 << 20;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Timeout STEP = Timeout.ofSeconds(5);
    private static final int REDIRECTS = 3;
    private static final int BUFFER = 8 << 10;
    private static final int LARGEST_PORT = 65_535;

    /** The memory of an image, in multiples of its bytes: they, their text, and the request to the vendor. */
    private static final long TIMES = 3;

    private final CloseableHttpClient client;
    private final int largest;
    private final Duration longest;

    /** @param fromPrivate whether images may come from this machine and the networks around it */
    public ImageFetcher(boolean fromPrivate) {
        this(fromPrivate ? SystemDefaultDnsResolver.INSTANCE : new PublicAddresses(), LARGEST, LONGEST);
    }

    ImageFetcher(DnsResolver addresses, int largest, Duration longest) {
        this.largest = largest;
        this.longest = longest;
        PoolingHttpClientConnectionManager connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(AnswerHeads.connections(BUFFER))
                .setDnsResolver(addresses)
                .setTlsSocketStrategy(new LazyTls())
                .setMaxConnTotal(1000)
                .setMaxConnPerRoute(50)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(STEP)
                        .setSocketTimeout(STEP)
                        .build())
                .build();
        // Each redirect is a connection of its own, and checked like the first. A proxy would look names up by itself.
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression()
                .setUserAgent("serai")
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setMaxRedirects(REDIRECTS)
                        .setConnectionRequestTimeout(STEP)
                        .setResponseTimeout(Timeout.of(longest))
                        .build())
                .build();
    }

    /**
     * The request with its images as {@code data:} URLs; the same if they are that already.
     *
     * @throws RejectedException if an image cannot be had
     */
    ChatRequest withData(ChatRequest request, VendorCall attempt) {
        if (!request.hasImages()) {
            return request;
        }
        Job job = new Job(attempt, System.nanoTime() + longest.toNanos());
        List<Message> messages = new ArrayList<>(request.messages().size());
        for (Message message : request.messages()) {
            messages.add(withData(message, "messages[" + messages.size() + ']', job));
        }
        return messages.equals(request.messages()) ? request : request.withMessages(messages);
    }

    private Message withData(Message message, String at, Job job) {
        List<Part> parts = new ArrayList<>(message.parts().size());
        for (Part part : message.parts()) {
            parts.add(
                    part instanceof Part.Image image && !image.url().startsWith("data:")
                            ? new Part.Image(
                                    data(image.url(), at + ".content[" + parts.size() + ']', job),
                                    image.detail(),
                                    image.extras())
                            : part);
        }
        return new Message(message.role(), parts, message.toolCalls(), message.extras());
    }

    private String data(String url, String field, Job job) {
        Call call = job.attempt.call();
        String known = call.images().get(url);
        if (known == null) {
            known = fetch(url, field, job);
            call.images().put(url, known);
        }
        job.hold(known.length() / 4 * 3L);
        job.left -= known.length() / 4 * 3;
        return known;
    }

    private String fetch(String url, String field, Job job) {
        HttpGet get = new HttpGet(address(url, field));
        long millis = Math.max(1, (job.endBy - System.nanoTime()) / 1_000_000);
        CompletableFuture<Boolean> late =
                new CompletableFuture<Boolean>().completeOnTimeout(true, millis, TimeUnit.MILLISECONDS);
        var unused = late.thenRun(get::cancel);
        job.attempt.waitsFor(VendorCall.Phase.OTHER);
        job.attempt.runs(get);
        try {
            return client.execute(get, response -> read(response, field, job));
        } catch (IOException e) {
            if (job.attempt.call().gone()) {
                throw job.attempt.call().whyGone();
            }
            if (job.attempt.expired() != null) {
                throw job.attempt.outage(e);
            }
            throw refused(field, late.isDone() ? "it took longer than " + longest.toSeconds() + " s" : why(e));
        } catch (ChatException e) {
            throw e;
        } catch (RuntimeException e) {
            // An address that its server leads on to can be none at all.
            throw refused(field, why(e));
        } finally {
            late.cancel(false);
            job.attempt.waitsFor(VendorCall.Phase.FIRST_BYTE);
        }
    }

    private static URI address(String url, String field) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            if (uri.getHost() != null
                    && uri.getPort() <= LARGEST_PORT
                    && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw refused(field, "its address must be an http, https or data URL");
    }

    private String read(ClassicHttpResponse response, String field, Job job) throws IOException {
        if (response.getCode() != 200) {
            throw refused(field, "its address answers " + response.getCode());
        }
        HttpEntity entity = response.getEntity();
        byte[] bytes = entity == null ? null : bytes(entity.getContent(), job);
        if (bytes == null) {
            throw refused(field, "the images have more than " + (largest >> 20) + " MiB");
        }
        Header type = response.getFirstHeader("content-type");
        String kind = ImageType.of(bytes, type == null ? null : type.getValue());
        if (kind == null) {
            throw refused(field, "what its address gives is no image");
        }
        return "data:" + kind + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private byte @Nullable [] bytes(InputStream in, Job job) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 << 10);
        byte[] buffer = new byte[16 << 10];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            bytes.write(buffer, 0, count);
            job.hold(bytes.size());
            if (bytes.size() > job.left) {
                return null;
            }
        }
        return bytes.toByteArray();
    }

    /** Says nothing of what stands at an address, so that nobody can look around with it. */
    private static String why(Exception failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PublicAddresses.PrivateAddressException) {
                return "its address is not on the public internet; serai.images.private = true allows it";
            }
        }
        return "its address cannot be reached";
    }

    private static RejectedException refused(String field, String why) {
        return new RejectedException(
                400, "invalid_image_url", "'" + field + "': the image cannot be fetched: " + why + '.', field);
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    /** What may still be used for the images of a request. */
    private final class Job {
        private final VendorCall attempt;
        private final long endBy;
        private final Trees memory = new Trees();
        private int left = largest;

        Job(VendorCall attempt, long endBy) {
            this.attempt = attempt;
            this.endBy = endBy;
            attempt.whenClosed(memory::giveBack);
        }

        /** @param more bytes of an image that is being fetched, or was before */
        void hold(long more) {
            memory.join(TIMES * (largest - left + more));
        }
    }
}
