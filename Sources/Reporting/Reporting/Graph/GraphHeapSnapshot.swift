public import Inspection
import LeakAnalysis
import TraceModel

/// `graph` as a heap snapshot of V8, which the memory panel of Chrome's developer tools opens.
///
/// Nothing is folded and nothing left out. A node's id is the object's number, its name the type, so that the panel
/// groups by type; the names that hold objects are the root's edges. What no root reaches hangs below a node of its
/// own, by one object of each cycle, so that the retained size there is what the cycle costs.
public struct GraphHeapSnapshot: Renderer {
    /// A renderer.
    public init() {}

    public func write(_ graph: MomentGraph, to output: inout some TextOutputStream) {
        let nodes = HeapNodes(graph)
        output.write("{\"snapshot\":{\"meta\":")
        output.write(GraphHeapSnapshot.meta)
        output.write(",\"node_count\":\(nodes.count),\"edge_count\":\(nodes.edgeCount),\"trace_function_count\":0},\n")
        output.write("\"nodes\":[")
        for place in 0..<nodes.count {
            output.write(place == 0 ? "" : "\n,")
            output.write(nodes.row(place).map(String.init).joined(separator: ","))
        }
        output.write("],\n\"edges\":[")
        var isFirst = true
        for place in 0..<nodes.count {
            for edge in nodes.edges(of: place) {
                output.write(isFirst ? "" : "\n,")
                isFirst = false
                output.write("\(edge.type.rawValue),\(edge.nameOrIndex),\(edge.target * HeapNodes.fieldCount)")
            }
        }
        output.write("],\n\"trace_function_infos\":[],\n\"trace_tree\":[],\n\"samples\":[],\n\"locations\":[],\n")
        output.write("\"strings\":[")
        for (place, text) in nodes.strings.enumerated() {
            output.write(place == 0 ? "" : ",\n")
            JSON.writeLiteral(text, to: &output)
        }
        output.write("]}\n")
    }

    /// What the numbers mean, as V8 writes it; the tools look fields and types up by these names.
    private static let meta = """
        {"node_fields":["type","name","id","self_size","edge_count","trace_node_id","detachedness"],\
        "node_types":[["hidden","array","string","object","code","closure","regexp","number","native","synthetic",\
        "concatenated string","sliced string","symbol","bigint"],\
        "string","number","number","number","number","number"],\
        "edge_fields":["type","name_or_index","to_node"],\
        "edge_types":[["context","element","property","internal","hidden","shortcut","weak"],\
        "string_or_number","node"],\
        "trace_function_info_fields":["function_id","name","script_name","script_id","line","column"],\
        "trace_node_fields":["id","function_info_index","count","size","children"],\
        "sample_fields":["timestamp_us","last_assigned_id"],\
        "location_fields":["object_index","script_id","line","column"]}
        """
}
