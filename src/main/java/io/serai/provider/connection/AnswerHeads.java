package io.serai.provider.connection;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of HTTP answers, which without bounds may go on for ever: the client has none of its own. A longer one is no answer that
 * anybody means.
 */
public final class AnswerHeads implements HttpMessageParserFactory<ClassicHttpResponse> {
    /** Of one answer; a vendor behind two proxies sends fifty. */
    private static final int MOST_HEADERS = 200;

    /** Characters; a policy for browsers, which some vendors send, has eight thousand. */
    private static final int LONGEST_LINE = 64 << 10;

    private static final int MOST_EMPTY_LINES = 10;

    /** Answers such as 102 and 103 before the one that counts. */
    private static final int MOST_INTERIM = 100;

    private final Http1Config config;

    private AnswerHeads(Http1Config config) {
        this.config = config;
    }

    /** A factory of connections whose heads are bounded. */
    public static ManagedHttpClientConnectionFactory connections(int buffer) {
        Http1Config config = Http1Config.custom()
                .setBufferSize(buffer)
                .setMaxHeaderCount(MOST_HEADERS)
                .setMaxLineLength(LONGEST_LINE)
                .setMaxEmptyLineCount(MOST_EMPTY_LINES)
                .build();
        return ManagedHttpClientConnectionFactory.builder()
                .http1Config(config)
                .responseParserFactory(new AnswerHeads(config))
                .build();
    }

    /** The connection asks for a parser without a configuration, and so for one without bounds. */
    @Override
    public HttpMessageParser<ClassicHttpResponse> create(@Nullable Http1Config none) {
        return new Parser(config);
    }

    /** Belongs to one connection. */
    private static final class Parser extends DefaultHttpResponseParser {
        private int interim;

        Parser(Http1Config config) {
            super(config);
        }

        @Override
        public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in) throws IOException, HttpException {
            ClassicHttpResponse head = super.parse(buffer, in);
            // None where the connection was closed before one.
            interim = head == null || head.getCode() >= HttpStatus.SC_SUCCESS ? 0 : interim + 1;
            if (interim > MOST_INTERIM) {
                throw new MessageConstraintException("More than " + MOST_INTERIM + " interim answers");
            }
            return head;
        }
    }
}
