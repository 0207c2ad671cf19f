using System;
using System.Text;
using Repartee.Samples.Tavern;

namespace Repartee.Samples.PlaySession.Gl;

/// <summary>The one shader of the game: a colour with its alpha multiplied in, times a texture.</summary>
internal sealed unsafe class ShaderProgram : IDisposable
{
    private const string VertexSource = """
        #version 330 core
        layout(location = 0) in vec2 position;
        layout(location = 1) in vec2 place;
        layout(location = 2) in vec4 tint;
        uniform vec2 size;
        out vec2 texel;
        out vec4 colour;
        void main() {
            texel = place;
            colour = tint;
            gl_Position = vec4(position.x / size.x * 2.0 - 1.0, 1.0 - position.y / size.y * 2.0, 0.0, 1.0);
        }
        """;

    private const string FragmentSource = """
        #version 330 core
        in vec2 texel;
        in vec4 colour;
        uniform sampler2D picture;
        out vec4 shown;
        void main() { shown = colour * texture(picture, texel); }
        """;

    private readonly GlFunctions gl;
    private readonly uint id;
    private readonly int size;

    public ShaderProgram(GlFunctions gl)
    {
        this.gl = gl;
        uint vertex = Compile(GlNames.VertexShader, VertexSource), fragment = Compile(GlNames.FragmentShader, FragmentSource);
        id = gl.CreateProgram();
        gl.AttachShader(id, vertex);
        gl.AttachShader(id, fragment);
        gl.LinkProgram(id);
        int linked;
        gl.GetProgramiv(id, GlNames.LinkStatus, &linked);
        if (linked == 0)
        {
            throw new UsageException(
                $"Expected the driver to take a shader of OpenGL 3.3, but it says: {Log(vertex, fragment)} Update the graphics driver.");
        }

        gl.DeleteShader(vertex);
        gl.DeleteShader(fragment);
        fixed (byte* name = "size\0"u8)
            size = gl.GetUniformLocation(id, name);
    }

    /// <summary>Uses it for a picture of this size, in the units of the drawing.</summary>
    public void Use(float width, float height)
    {
        gl.UseProgram(id);
        gl.Uniform2f(size, width, height);
    }

    /// <inheritdoc/>
    public void Dispose() => gl.DeleteProgram(id);

    private uint Compile(uint kind, string source)
    {
        uint shader = gl.CreateShader(kind);
        byte[] bytes = Encoding.ASCII.GetBytes(source);
        fixed (byte* text = bytes)
        {
            byte* start = text;
            int length = bytes.Length;
            gl.ShaderSource(shader, 1, &start, &length);
        }

        gl.CompileShader(shader);
        return shader;
    }

    private string Log(uint vertex, uint fragment)
    {
        const int most = 512;
        byte* text = stackalloc byte[most];
        int length;
        var log = new StringBuilder();
        gl.GetProgramInfoLog(id, most, &length, text);
        log.Append(Encoding.UTF8.GetString(text, length));
        foreach (uint shader in (ReadOnlySpan<uint>)[vertex, fragment])
        {
            gl.GetShaderInfoLog(shader, most, &length, text);
            log.Append(Encoding.UTF8.GetString(text, length));
        }

        return log.ToString();
    }
}
