package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For whom no proxy is asked. */
class NoProxyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        10.0.0.0/8              | http://10.1.2.3:8000/v1       | true
        10.0.0.0/8              | http://11.1.2.3:8000/v1       | false
        10.1.2.3/8              | http://10.200.0.1/v1          | true
        172.16.0.0/12           | http://172.31.255.255/        | true
        172.16.0.0/12           | http://172.32.0.1/            | false
        192.168.1.7             | http://192.168.1.7/           | true
        192.168.1.7/32          | http://192.168.1.8/           | false
        0.0.0.0/0               | http://8.8.8.8/               | true
        0.0.0.0/0               | http://example.com/           | false
        fd00::/8                | http://[fd12:3456::1]:8000/   | true
        fd00::/8                | http://[fe80::1]/             | false
        ::1                     | http://[::1]:11434/           | true
        [::1]:11434             | http://[::1]:11434/           | true
        [::1]:11434             | http://[::1]:11435/           | false
        10.0.0.0/8              | http://10.example.com/        | false
        .corp.test              | https://a.b.corp.test/        | true
        .corp.test              | https://corp.test/            | true
        corp.test               | https://a.corp.test/          | true
        *.corp.test             | https://a.corp.test/          | true
        corp.test               | https://mycorp.test/          | false
        Corp.Test.              | https://CORP.test/            | true
        corp.test:8443          | https://corp.test:8443/       | true
        corp.test:8443          | https://corp.test/            | false
        corp.test:443           | https://corp.test/            | true
        *                       | https://anything.example/     | true
        *                       | http://8.8.8.8/               | true
        localhost, 10.0.0.0/8   | http://10.0.0.1/              | true
        """)
    void isSaidByNamesAddressesNetworksAndPorts(String entries, URI uri, boolean without) {
        Proxy proxy = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy", 1));
        ProxySelector all = new ProxySelector() {
            @Override
            public List<Proxy> select(URI any) {
                return List.of(proxy);
            }

            @Override
            public void connectFailed(URI any, SocketAddress address, IOException failure) {
                throw new AssertionError(failure);
            }
        };
        NoProxy parsed = NoProxy.parse(entries);
        assertThat(parsed.unknown()).isEmpty();
        assertThat(parsed.before(all).select(uri)).containsExactly(without ? Proxy.NO_PROXY : proxy);
    }

    @Test
    void whatCannotBeUnderstoodIsReported() {
        assertThat(NoProxy.parse(
                                "10.0.0.0/33 http://a.example a.example/8 fd00::/129 a:99999 300.1.1.1 ok.example [::1")
                        .unknown())
                .containsExactly(
                        "10.0.0.0/33", "http://a.example", "a.example/8", "fd00::/129", "a:99999", "300.1.1.1", "[::1");
    }
}
