package io.serai.wire;

/** A vendor behind a proxy that answers for it, with a page meant for people. */
public final class HtmlErrorPage extends Always {

    public HtmlErrorPage() {
        this(502, "502 Bad Gateway");
    }

    private HtmlErrorPage(int status, String title) {
        super(Answer.of(status, "text/html; charset=utf-8", page(title)));
    }

    /** A page with status 200, such as that of a captive portal or of a site that moved. */
    public static HtmlErrorPage withStatus200() {
        return new HtmlErrorPage(200, "Please sign in");
    }

    /** The page of a firewall that does not like a request, or where it comes from. */
    public static HtmlErrorPage withStatus403() {
        return new HtmlErrorPage(403, "Attention Required!");
    }

    private static String page(String title) {
        return "<!DOCTYPE html>\n<html><head><title>%s</title></head>\n<body><h1>%s</h1></body></html>\n"
                .formatted(title, title);
    }
}
