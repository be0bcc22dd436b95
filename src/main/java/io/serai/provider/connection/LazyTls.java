package io.serai.provider.connection;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** HttpClient's usual TLS, made at the first call that needs it: to read the certificates takes a tenth of a second of the start. */
public final class LazyTls implements TlsSocketStrategy {
    private volatile @Nullable TlsSocketStrategy usual;

    @Override
    public SSLSocket upgrade(Socket socket, String host, int port, Object attachment, HttpContext context)
            throws IOException {
        TlsSocketStrategy known = usual;
        if (known == null) {
            known = DefaultClientTlsStrategy.createDefault();
            usual = known;
        }
        return known.upgrade(socket, host, port, attachment, context);
    }
}
