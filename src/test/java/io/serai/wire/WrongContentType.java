package io.serai.wire;

/** A vendor whose answers are right and whose labels are not. */
public class WrongContentType extends HealthyVendor {

    private WrongContentType() {
        super("mislabelled");
    }

    /** Everything is labelled text/plain. */
    public static WrongContentType plainText() {
        var vendor = new WrongContentType();
        vendor.telling("content-type", "text/plain; charset=utf-8");
        return vendor;
    }

    /** A request for a stream is answered with one JSON document, labelled as such. */
    public static WrongContentType jsonInsteadOfStream() {
        return new WrongContentType() {
            @Override
            protected boolean streams(RecordedRequest request) {
                return false;
            }
        };
    }

    /** An event stream is labelled application/json. */
    public static WrongContentType streamAsJson() {
        var vendor = new WrongContentType();
        vendor.telling("content-type", "application/json");
        return vendor;
    }
}
