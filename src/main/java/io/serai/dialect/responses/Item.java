package io.serai.dialect.responses;

import java.util.LinkedHashMap;
import java.util.Map;

/** An item of an answer while it is written. */
abstract class Item {
    final String id;
    private final int index;
    private final Output.Listener listener;
    private String status = AnswerWriter.IN_PROGRESS;

    Item(String id, int index, Output.Listener listener) {
        this.id = id;
        this.index = index;
        this.listener = listener;
    }

    /** The item as far as it is known. */
    abstract Map<String, Object> fields();

    /** Tells that what it consists of is complete. */
    abstract void endParts();

    final String status() {
        return status;
    }

    final void begin() {
        tellItem("response.output_item.added");
    }

    final void end(String how) {
        if (!status.equals(AnswerWriter.IN_PROGRESS)) {
            return;
        }
        endParts();
        status = how;
        tellItem("response.output_item.done");
    }

    private void tellItem(String type) {
        if (listener == Output.NOBODY) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("output_index", index);
        fields.put("item", fields());
        listener.event(type, fields);
    }

    /** Tells something of this item; names and values in turn. */
    final void tell(String type, Object... more) {
        if (listener == Output.NOBODY) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("item_id", id);
        fields.put("output_index", index);
        for (int i = 0; i < more.length; i += 2) {
            fields.put((String) more[i], more[i + 1]);
        }
        listener.event(type, fields);
    }
}
