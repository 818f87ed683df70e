import { definePlugin } from "../../service.ts";
import { createPipe, updatePipe } from "./operations/create-pipe.ts";
import {
  deletePipe,
  describePipe,
  listPipes,
  startPipe,
  stopPipe,
} from "./operations/describe-pipe.ts";
import { listTagsForResource, tagResource, untagResource } from "./operations/tagging.ts";
import { openPipes, type PipesState } from "./pipes-state.ts";

/** Amazon EventBridge Pipes: from a source, by a filter and an enrichment, to a target. */
export const pipes = definePlugin<"pipes", PipesState>({
  id: "pipes",
  operations: {
    CreatePipe: createPipe,
    DeletePipe: deletePipe,
    DescribePipe: describePipe,
    ListPipes: listPipes,
    ListTagsForResource: listTagsForResource,
    StartPipe: startPipe,
    StopPipe: stopPipe,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdatePipe: updatePipe,
  },
  support: {
    CreatePipe: {
      level: "partial",
      note: "from queues, Kinesis streams and streams of tables; enrichment by functions; to functions, queues, topics, state machines, buses and Kinesis streams; no logs; running at once",
    },
  },
  open: openPipes,
  start: ({ sources }) => sources.start(),
  stop: ({ sources }) => sources.stop(),
});
